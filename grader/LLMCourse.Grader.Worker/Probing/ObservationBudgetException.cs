namespace LLMCourse.Grader.Worker.Probing;

/// <summary>A submission returned more than is kept of it.</summary>
internal sealed class ObservationBudgetException(string message) : Exception(message);
