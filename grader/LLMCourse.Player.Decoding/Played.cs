using LLMCourse.Checks.Playing;
using LLMCourse.M05;

namespace LLMCourse.Player;

/// <summary>A transformer whose text is drawn by a student's parts of module 5.</summary>
internal sealed class Played : PlayedModel
{
    private const int Context = 64, Layers = 4, Width = 128, Heads = 4, KvHeads = 2;

    private static Played? _current;

    private Played(PlayModel wanted)
        : base(wanted, Context, Layers, vocabulary => new CausalNet(new CausalConfig(vocabulary, Layers, Width, Heads, KvHeads)))
    {
    }

    /// <summary>Gets the model that was begun last.</summary>
    public static Played Current => _current ?? throw new InvalidOperationException($"Nothing is played; {PlayModel.Probe} comes first.");

    /// <summary>Begins.</summary>
    public static Played Begin(PlayModel wanted)
    {
        _current?.Dispose();
        Parts.Choose(wanted.Own);
        return _current = new Played(wanted);
    }

    /// <summary>Draws more characters than the cache holds: a part that goes wrong does so before the training, not after it.</summary>
    public override void Try()
    {
        base.Try();
        _ = Write(new PlayWriting(Tokenizer.Decode([0]), Context + 8, new PlaySampling(0.8), 0));
    }

    /// <inheritdoc/>
    public override Written Write(PlayWriting wanted)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using var writer = new Writer(((CausalNet)Model).ToCausalModel(), Context, wanted);
        List<int> ids = [.. Tokenizer.Encode(wanted.Prompt)];
        int given = ids.Count;
        while (ids.Count < given + wanted.Tokens) ids.Add(writer.Next(ids));
        return new Written(Tokenizer.Decode([.. ids.Skip(given)]), writer.Speeds(ids));
    }

    /// <inheritdoc/>
    protected override Tensor Logits(Tensor ids) => Model.call(ids);
}
