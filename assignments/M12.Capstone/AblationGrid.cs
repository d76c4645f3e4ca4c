namespace LLMCourse.M12;

/// <summary>What a study changes, and how.</summary>
/// <param name="Factors">The factors, at least one, with different names.</param>
/// <param name="Design">Which combinations are run.</param>
public sealed record AblationGrid(IReadOnlyList<AblationFactor> Factors, AblationDesign Design = AblationDesign.OneAtATime);
