using LLMCourse.Checks.Playing;
using LLMCourse.Reference;
using TorchSharp.Modules;

namespace LLMCourse.Player;

/// <summary>A GPT of a student's parts of module 2.</summary>
internal sealed class Played : PlayedModel
{
    private const int Context = 64;

    private static Played? _current;

    private Played(PlayModel wanted)
        : base(wanted, Context, GptConfig.Tiny.Layers,
            vocabulary => Make(GptConfig.Tiny with { VocabularySize = vocabulary, ContextLength = Context }))
    {
    }

    /// <summary>Gets the model that was begun last.</summary>
    public static Played Current => _current ?? throw new InvalidOperationException($"Nothing is played; {PlayModel.Probe} comes first.");

    /// <inheritdoc/>
    public override bool HasOwnLayers => Model.modules()
        .Any(module => module is M02.MultiHeadAttention or M02.LayerNorm or M02.RmsNorm or M02.FeedForward);

    /// <summary>Begins.</summary>
    public static Played Begin(PlayModel wanted)
    {
        _current?.Dispose();
        Parts.Choose(wanted.Own);
        return _current = new Played(wanted);
    }

    /// <inheritdoc/>
    public override Written Write(PlayWriting wanted)
    {
        using IDisposable noGradient = no_grad();
        using var generator = new Generator((ulong)wanted.Seed, CPU);
        Model.eval();
        List<int> ids = [.. Tokenizer.Encode(wanted.Prompt)];
        int given = ids.Count;
        while (ids.Count < given + wanted.Tokens)
        {
            using DisposeScope scope = NewDisposeScope();
            long[] seen = [.. ids.TakeLast(Context)];
            Tensor window = tensor(seen).unsqueeze(0); // [1, T]
            Tensor logits = Logits(window)[0, -1]; // [V]
            if (!logits.isfinite().all().item<bool>()) throw Diagnose(window, window);
            ids.Add(Next(logits, wanted.Sampling.Temperature, generator));
        }

        return new Written(Tokenizer.Decode([.. ids.Skip(given)]));
    }

    /// <inheritdoc/>
    protected override Tensor Logits(Tensor ids) =>
        Parts.IsOwn("M02.E7") ? Parts.Of("M02.E7", () => Model.call(ids)) : Model.call(ids); // [B, T, V]

    private static nn.Module<Tensor, Tensor> Make(GptConfig config) =>
        Parts.IsOwn("M02.E7") ? Parts.Of("M02.E7", () => new M02.GptModel(config)) : new StandInModel(config);

    private static int Next(Tensor logits, double temperature, Generator generator)
    {
        if (temperature == 0) return (int)logits.argmax(0).item<long>();
        Tensor scaled = logits / temperature;
        Tensor probabilities = Parts.IsOwn("M02.E1")
            ? Parts.Of("M02.E1", () => M02.Softmax.Probabilities(scaled, -1))
            : nn.functional.softmax(scaled, -1);
        return (int)multinomial(probabilities, 1, replacement: false, generator).item<long>();
    }
}
