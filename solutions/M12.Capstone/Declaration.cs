namespace LLMCourse.M12;

/// <summary>What somebody claims of a model before it is tested.</summary>
/// <param name="Task">What is predicted: <c>topic</c> or <c>tone</c>.</param>
/// <param name="Margin">By how many points of accuracy the model beats the baseline on notices that neither has seen; 100 points are everything.</param>
public sealed record Declaration(string Task, double Margin);
