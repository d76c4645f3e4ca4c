using LLMCourse.Checks.Playing;

namespace LLMCourse.Player;

/// <summary>Whose part is whose, and which one went wrong. A worker plays one model.</summary>
internal static class Parts
{
    private static HashSet<string> _own = [];

    /// <summary>Gets or sets who is told that a part of the student's begins its work; null but for the first step. Where the process ends
    /// there and then, the last one told is the one that ended it.</summary>
    public static Action<string>? Entered { get; set; }

    /// <summary>Gets or sets whether each part is run with gradients of its own, and looked at: a third of
    /// the speed, so only to find a fault.</summary>
    public static bool AreWatched { get; set; }

    /// <summary>Gets the exercise whose part was the first to go wrong; null where none has.</summary>
    public static string? Faulty { get; private set; }

    /// <summary>Says which parts are the student's.</summary>
    public static void Choose(IEnumerable<string> own) => (_own, Faulty) = ([.. own], null);

    /// <summary>Says whether an exercise's part is the student's.</summary>
    public static bool IsOwn(string exercise) => _own.Contains(exercise);

    /// <summary>Makes or runs something of the student's; what it throws is put down to its
    /// exercise, unless a part inside was at fault.</summary>
    public static T Of<T>(string exercise, Func<T> work)
    {
        Entered?.Invoke(exercise);
        try
        {
            return work();
        }
        catch
        {
            Faulty ??= exercise;
            throw;
        }
    }

    /// <summary>Runs a part of the student's.</summary>
    /// <param name="exercise">Its exercise.</param>
    /// <param name="part">The part.</param>
    /// <param name="inputs">What goes in, of floating point.</param>
    /// <returns>What comes out.</returns>
    /// <exception cref="PartFaultException">While parts are watched: out of finite numbers come others, forward or backward.</exception>
    public static Tensor Run(string exercise, Func<Tensor[], Tensor> part, params Tensor[] inputs) => Of(exercise, () =>
    {
        if (AreWatched && inputs.All(IsFinite)) Watch(part, inputs);
        return part(inputs);
    });

    // On copies, so that nothing outside the part is part of its gradient.
    private static void Watch(Func<Tensor[], Tensor> part, Tensor[] inputs)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] alone = [.. inputs.Select(x => x.detach().clone().requires_grad_(true))];
        Tensor y = part(alone);
        if (!IsFinite(y)) throw new PartFaultException($"what comes out is {Strange(y)}, though all that went in is finite.");
        if (!y.requires_grad)
            throw new PartFaultException("no gradient comes back through it: a detach, an item or a no_grad has cut it off.");
        y.square().sum().backward();
        if (alone.Select(x => x.grad).FirstOrDefault(gradient => gradient is not null && !IsFinite(gradient)) is { } wrong)
            throw new PartFaultException($"its gradient is {Strange(wrong)}, though what came out is finite.");
    }

    private static bool IsFinite(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        return x.isfinite().all().item<bool>();
    }

    private static string Strange(Tensor x) => x.isnan().any().item<bool>() ? "NaN" : "infinite";
}
