using System.Text.Json;

namespace LLMCourse.Checks.Playing;

/// <summary>The model that a player puts together, and the text that it learns: the argument of the probe <see cref="Probe"/>.</summary>
/// <param name="Text">The text.</param>
/// <param name="Own">The exercises whose parts are the student's, such as <c>M02.E4</c>; the reference's stand in for all others.</param>
/// <param name="Seed">The seed of weights and batches.</param>
public sealed record PlayModel(string Text, IReadOnlyList<string> Own, int Seed)
{
    /// <summary>The probe that makes the model, and tries every part of it once. Ids of a player's probes have the form of a check's, and
    /// belong to no exercise.</summary>
    public const string Probe = "M00.E1.play-begin";

    /// <summary>The name under which a probe observes the exercise whose part was at fault.</summary>
    public const string Fault = "fault";

    /// <summary>The name of the number of parameters, which <see cref="Probe"/> observes.</summary>
    public const string Parameters = "parameters";

    /// <summary>The name of whether the model has layers of the student's, which <see cref="Probe"/> observes: a block may make its layers
    /// in a way that leaves the reference's in it.</summary>
    public const string HasOwnLayers = "own layers";

    /// <summary>Writes the argument.</summary>
    public string ToArgument() => JsonSerializer.Serialize(this);

    /// <summary>Reads the argument.</summary>
    public static PlayModel From(string argument) => JsonSerializer.Deserialize<PlayModel>(argument)!;
}
