using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using LLMCourse.LocalModels.Tasks;
using LLMCourse.LocalModels.Training;
using LLMCourse.Reference;
using LLMCourse.Reference.Adapters;
using LLMCourse.Reference.Decoding;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Checks.M08;

/// <summary>The models of the leaderboard: the course's own, what quantization and tuning make of it, and counts.</summary>
internal sealed class LeaderboardModels : IDisposable
{
    public const string Base = "base", Int8 = "int8", Int4 = "int4", Tuned = "LoRA-tuned", Counts = "3-gram";

    private const int Steps = 120, Batch = 24, CountedConversations = 3000, Ignored = -100;

    private readonly List<IDisposable> _owned = [];
    private readonly Dictionary<string, (IManyLogits Model, long Bytes)> _models = [];

    private LeaderboardModels(ChatFormat format) => Format = format;

    /// <summary>Gets the names, in the order of the table.</summary>
    public static IReadOnlyList<string> Names { get; } = [Base, Int8, Int4, Tuned, Counts];

    /// <summary>Gets the names of the groups of words that the course's model knows, in the order in which it learned them.</summary>
    public static string[] Kinds { get; } = ["animal", "colour", "food", "tool", "garment", "vehicle", "instrument", "flower"];

    /// <summary>Gets how conversations are written as tokens, the same for all of them.</summary>
    public ChatFormat Format { get; }

    public IManyLogits this[string name] => _models[name].Model;

    /// <summary>Makes them all, which takes some seconds: one is tuned and one is counted.</summary>
    /// <param name="seed">The seed of what they learn.</param>
    /// <param name="progress">Hears the share that is done.</param>
    public static LeaderboardModels Make(ulong seed, Action<double> progress)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "local-model");
        using LocalModel chat = LocalModel.Load(folder, concurrency: 1);
        LeaderboardModels models = new(chat.Format);
        using Gpt gpt = LocalModel.LoadWeights(folder);
        long matrices = gpt.parameters().Where(parameter => parameter.dim() == 2).Sum(parameter => parameter.numel()),
            all = gpt.parameters().Sum(parameter => parameter.numel());
        foreach ((string name, WeightFormat format,
            double bits) in new[] { (Base, WeightFormat.Float32, 32.0), (Int8, WeightFormat.Int8, 8.0), (Int4, WeightFormat.Int4, 4.0) })
        {
            CpuDecoderOptions options = new() { Threads = 1, Weights = format };
            double perWeight = format == WeightFormat.Float32 ? 4 : (bits / 8) + (4.0 / options.GroupSize);
            models.Add(name, new CpuDecoder(gpt, options), (long)(matrices * perWeight) + (4 * (all - matrices)));
        }

        models.Add(Tuned, models.Tune(gpt, seed, progress), 4 * all);
        NGramModel counts = new(chat.Config.VocabularySize, chat.ContextLength);
        TaskRandom random = new(seed + 1);
        for (int i = 0; i < CountedConversations; i++) counts.Read(chat.Format.Render(TrainingMix.Next(random).Turns, addReply: false));
        models._models[Counts] = (counts, counts.Bytes);
        progress(1);
        return models;
    }

    public long BytesOf(string name) => _models[name].Bytes;

    /// <summary>Writes a question as tokens up to where the reply begins, and each choice as the
    /// model would write it, with its end.</summary>
    public EncodedPair[] Encode(LeaderboardItem item)
    {
        int[] context = Format.Render([ChatTurn.User(item.Prompt)], addReply: true);
        return [.. item.Choices.Select(choice =>
        {
            int[] whole = Format.Render([ChatTurn.User(item.Prompt), ChatTurn.Assistant(choice)], addReply: false);
            return new EncodedPair(context, whole[context.Length..], System.Text.Encoding.UTF8.GetByteCount(choice));
        })];
    }

    public void Dispose()
    {
        foreach (IDisposable owned in _owned) owned.Dispose();
    }

    private void Add(string name, CpuDecoder decoder, long bytes)
    {
        _owned.Add(decoder);
        _models[name] = (decoder, bytes);
    }

    /// <summary>Teaches the codes by low-rank adapters on the queries, keys and values, and merges them.</summary>
    private CpuDecoder Tune(Gpt gpt, ulong seed, Action<double> progress)
    {
        TaskRandom random = new(seed);
        using LoraAdapters adapters = LoraAdapters.Attach(gpt,
            new LoraOptions { Rank = 8, Alpha = 16, Targets = ["*.attn.c_attn", "*.mlp.c_proj"], Seed = (long)seed });
        using optim.Optimizer optimizer = optim.AdamW([.. adapters.Parameters()], lr: 4e-3, weight_decay: 0);
        for (int step = 0; step < Steps; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            (Tensor ids, Tensor targets) = Lesson(random);
            optimizer.zero_grad();
            gpt.Loss(ids, targets).backward();
            _ = optimizer.step();
            progress(0.9 * (step + 1) / Steps);
        }

        adapters.Merge();
        return new CpuDecoder(gpt, new CpuDecoderOptions { Threads = 1 });
    }

    /// <summary>Makes a batch of conversations of which only the replies are learned.</summary>
    private (Tensor Ids, Tensor Targets) Lesson(TaskRandom random)
    {
        List<(int[] Whole, int Begin)> rows = [];
        for (int i = 0; i < Batch; i++)
        {
            LeaderboardItem item = LeaderboardItem.OfCodes(random, isTraining: true);
            ChatTurn asked = ChatTurn.User(item.Prompt);
            rows.Add((Format.Render([asked, ChatTurn.Assistant(item.Choices[item.Right])], addReply: false),
                Format.Render([asked], addReply: true).Length));
        }

        int length = rows.Max(row => row.Whole.Length) - 1;
        long[,] ids = new long[Batch, length], targets = new long[Batch, length];
        for (int i = 0; i < Batch; i++)
        {
            (int[] whole, int begin) = rows[i];
            for (int t = 0; t < length; t++)
            {
                ids[i, t] = t < whole.Length ? whole[t] : Format.EndToken;
                targets[i, t] = t + 1 >= begin && t + 1 < whole.Length ? whole[t + 1] : Ignored;
            }
        }

        return (tensor(ids), tensor(targets));
    }
}
