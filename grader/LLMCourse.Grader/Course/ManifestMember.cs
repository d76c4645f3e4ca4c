namespace LLMCourse.Grader.Course;

/// <summary>A member that an exercise asks for.</summary>
/// <param name="DocId">Its documentation comment id, for example <c>M:LLMCourse.M02.Attention.Attend(…)</c>.</param>
/// <param name="Name">For people, for example <c>Attention.Attend</c>.</param>
/// <param name="File">The file that holds it, by its name within the module.</param>
public sealed record ManifestMember(string DocId, string Name, string File);
