namespace LLMCourse.Checks.Playing;

/// <summary>A module whose parts can be played.</summary>
/// <param name="Id">The module, such as <c>M02</c>.</param>
/// <param name="Player">The file of its player's assembly, beside the checks of the modules.</param>
/// <param name="Exercises">The exercises whose parts a model has, in their order.</param>
public sealed record PlayedModule(string Id, string Player, IReadOnlyList<string> Exercises)
{
    /// <summary>Gets the transformer, made of its layers.</summary>
    public static PlayedModule Attention { get; } =
        new("M02", "LLMCourse.Player.dll", ["M02.E1", "M02.E2", "M02.E3", "M02.E4", "M02.E5", "M02.E6", "M02.E7"]);

    /// <summary>Gets decoding: a given transformer, from which text is drawn.</summary>
    public static PlayedModule Decoding { get; } = new("M05", "LLMCourse.Player.Decoding.dll", ["M05.E1", "M05.E2", "M05.E5"]);

    /// <summary>Gets all of them.</summary>
    public static IReadOnlyList<PlayedModule> All { get; } = [Attention, Decoding];
}
