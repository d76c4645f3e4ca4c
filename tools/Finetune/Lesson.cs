using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using LLMCourse.LocalModels.Tasks;
using LLMCourse.LocalModels.Training;
using LLMCourse.Reference.Adapters;
using LLMCourse.Reference.Decoding;
using LLMCourse.Reference.Training;

namespace LLMCourse.Tools.Finetune;

/// <summary>What is learned, what is measured on, and what samples are asked for. A tenth is held out, of ten
/// conversations or 100 tokens and more.</summary>
internal abstract class Lesson
{
    private const int Samples = 3, SampleTokens = 60;

    /// <summary>Reads the data.</summary>
    /// <param name="options">What is to be done.</param>
    /// <param name="model">The model.</param>
    public static Lesson Read(FinetuneOptions options, SavedModel model)
    {
        if (!File.Exists(options.Data))
            throw new FileNotFoundException($"There is no file {options.Data}. Name the conversations (.jsonl) or the text to learn.");
        if (!options.Data.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
            return new OfText(options, model);
        ChatFormat format = model.Chat
            ?? throw new ArgumentException(
                $"The model's tokenizer has no tokens for turns ({string.Join(' ', ChatFormat.SpecialTokens)}), so that it cannot learn conversations; give it a text, or take another model.");
        return new OfConversations(options, model, format);
    }

    /// <summary>Gets what the lesson is made of, for people.</summary>
    public abstract string Description { get; }

    /// <summary>Makes the trainer.</summary>
    public abstract Trainer Train(SavedModel model, LoraAdapters? adapters, TrainerOptions training, bool resume);

    /// <summary>Lets the model write: the beginnings that it is given, what it says, and what stood there.</summary>
    public IReadOnlyList<Sample> Write(SavedModel model, CancellationToken cancellation)
    {
        model.Gpt.eval();
        using var noGrad = TorchSharp.torch.no_grad();
        using var logits = new GptLogits(model.Gpt);
        var generator = new TextGenerator(logits, new SamplingOptions { Temperature = 0 });
        return [.. Prompts(Samples).Select(prompt =>
        {
            IReadOnlyList<int> tokens = generator.Generate(prompt.Ids, new GenerationOptions { MaxTokens = SampleTokens, StopIds = Ends },
                cancellation: cancellation).Tokens;
            return new Sample(prompt.Text, model.Decode([.. tokens]).Trim(), prompt.Wanted);
        })];
    }

    /// <summary>Gets the tokens that end a reply.</summary>
    protected abstract IReadOnlyCollection<int> Ends { get; }

    /// <summary>Makes the beginnings.</summary>
    protected abstract IEnumerable<(string Text, int[] Ids, string Wanted)> Prompts(int count);

    /// <summary>What the model wrote.</summary>
    /// <param name="Prompt">What it was given.</param>
    /// <param name="Reply">What it wrote, greedily.</param>
    /// <param name="Wanted">What the data say there.</param>
    internal sealed record Sample(string Prompt, string Reply, string Wanted);

    private sealed class OfConversations : Lesson
    {
        private readonly ChatFormat _format;
        private readonly IReadOnlyList<TrainingConversation> _learned, _heldOut;
        private readonly ConversationBatches _batches;
        private readonly ConversationBatches? _measured;

        public OfConversations(FinetuneOptions options, SavedModel model, ChatFormat format)
        {
            _format = format;
            IReadOnlyList<TrainingConversation> all = ChatFile.Read(options.Data);
            // Drawn, since files have an order: the last ones, or every tenth, may all be of one kind.
            HashSet<int> held = [.. new TaskRandom(options.Seed).Sample([.. Enumerable.Range(0, all.Count)], all.Count / 10)];
            _heldOut = [.. all.Where((_, i) => held.Contains(i))];
            _learned = [.. all.Where((_, i) => !held.Contains(i))];
            int length = model.Gpt.Config.ContextLength;
            _batches = new ConversationBatches(_learned, format, options.BatchSize, length, options.Seed);
            ConversationBatches? measured = null;
            if (_heldOut.Any(conversation => conversation.Render(format).Ids.Length - 1 <= length))
                measured = new ConversationBatches(_heldOut, format, options.BatchSize, length, options.Seed);
            _measured = measured;
        }

        public override string Description =>
            $"{_batches.Count} conversations to learn, {_measured?.Count ?? 0} held out"
            + (_batches.TooLong + (_measured?.TooLong ?? 0) is var left and > 0
                ? $"; {left} are longer than the model's context and were left out"
                : "");

        public override Trainer Train(SavedModel model, LoraAdapters? adapters, TrainerOptions training, bool resume) =>
            new(model.Gpt, _batches, training, resume, adapters, _measured is { } measured ? measured.Once : null);

        protected override IReadOnlyCollection<int> Ends => [_format.EndToken];

        protected override IEnumerable<(string Text, int[] Ids, string Wanted)> Prompts(int count)
        {
            foreach (TrainingConversation conversation in (_heldOut.Count > 0 ? _heldOut : _learned).Take(count))
            {
                int reply = conversation.Turns.Select(turn => turn.Role).ToList().LastIndexOf(ChatRole.Assistant);
                ChatTurn[] before = [.. conversation.Turns.Take(reply)];
                yield return (string.Join('\n', before.Select(turn => $"{turn.Role}: {turn.Text}")), _format.Render(before, addReply: true),
                    conversation.Turns[reply].Text);
            }
        }
    }

    private sealed class OfText : Lesson
    {
        private readonly FinetuneOptions _options;
        private readonly SavedModel _model;
        private readonly int[] _learned, _heldOut;

        public OfText(FinetuneOptions options, SavedModel model)
        {
            (_options, _model) = (options, model);
            int[] all = model.Encode(File.ReadAllText(options.Data));
            int held = all.Length >= 100 ? all.Length / 10 : 0;
            (_learned, _heldOut) = (all[..^held], all[^held..]);
            if (_learned.Length <= model.Gpt.Config.ContextLength)
                throw new ArgumentException(
                    $"{options.Data} has {all.Length} tokens; at least {(model.Gpt.Config.ContextLength * 10 / 9) + 2} are needed, more than the model reads at a time.");
        }

        public override string Description => $"{_learned.Length} tokens to learn, {_heldOut.Length} held out";

        public override Trainer Train(SavedModel model, LoraAdapters? adapters, TrainerOptions training, bool resume) =>
            new(model.Gpt, new TokenArray(_learned), _heldOut.Length > model.Gpt.Config.ContextLength ? new TokenArray(_heldOut) : null,
                training, resume, adapters);

        protected override IReadOnlyCollection<int> Ends => [];

        protected override IEnumerable<(string Text, int[] Ids, string Wanted)> Prompts(int count)
        {
            int[] from = _heldOut.Length >= 2 * SampleTokens ? _heldOut : _learned;
            const int prompt = SampleTokens / 2;
            int step = Math.Max(1, (from.Length - (2 * SampleTokens)) / count);
            for (int i = 0; i < count; i++)
            {
                int[] ids = from[(i * step)..((i * step) + prompt)];
                yield return (_model.Decode(ids), ids,
                    _model.Decode(from.AsSpan((i * step) + prompt, Math.Min(SampleTokens, from.Length - (i * step) - prompt))));
            }
        }
    }
}
