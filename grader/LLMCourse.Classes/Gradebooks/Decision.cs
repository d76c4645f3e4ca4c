namespace LLMCourse.Classes.Gradebooks;

/// <summary>A grade that a person set in the place of the computed one.</summary>
/// <param name="Student">The student's key.</param>
/// <param name="Module">The module's id.</param>
/// <param name="Percent">The grade, 0 to 100 or more.</param>
/// <param name="Who">Who decided.</param>
/// <param name="Why">The reason, for whoever asks later.</param>
/// <param name="MadeUtc">When.</param>
public sealed record Override(string Student, string Module, decimal Percent, string Who, string Why, DateTimeOffset MadeUtc);

/// <summary>The attempt that counts for a student, in the place of the one that the course file's rule takes.</summary>
/// <param name="Student">The student's key.</param>
/// <param name="Module">The module's id.</param>
/// <param name="ContentHash">Which attempt, by the hash of what was handed in.</param>
/// <param name="Who">Who decided.</param>
/// <param name="Why">The reason.</param>
/// <param name="MadeUtc">When.</param>
public sealed record Choice(string Student, string Module, string ContentHash, string Who, string Why, DateTimeOffset MadeUtc);

/// <summary>A later deadline for one student.</summary>
/// <param name="Student">The student's key.</param>
/// <param name="Module">The module's id.</param>
/// <param name="UntilUtc">The deadline in the place of the class's.</param>
/// <param name="Who">Who granted it.</param>
/// <param name="Why">The reason.</param>
/// <param name="MadeUtc">When.</param>
public sealed record Extension(string Student, string Module, DateTimeOffset UntilUtc, string Who, string Why, DateTimeOffset MadeUtc);
