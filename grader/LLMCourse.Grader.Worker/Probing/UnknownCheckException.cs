namespace LLMCourse.Grader.Worker.Probing;

/// <summary>The checks assembly has no check of this id: a fault of the grader.</summary>
internal sealed class UnknownCheckException(string id) : Exception($"The checks assembly has no check '{id}'; build the checks again.");
