namespace LLMCourse.Grading.Course;

/// <summary>A public type or member of the solution; a submission must have it too, because checks may call it.</summary>
/// <param name="DocId">Its documentation comment id.</param>
/// <param name="Signature">As a student would write it.</param>
/// <param name="Contract">What a caller is bound to: full type names, no parameter names. Two members with equal
/// contracts can stand in for each other.</param>
/// <param name="File">The file that holds it, by its name within the module.</param>
/// <param name="Exercises">The exercises that a change of it breaks.</param>
public sealed record PublicMember(string DocId, string Signature, string Contract, string File, IReadOnlyList<string> Exercises);
