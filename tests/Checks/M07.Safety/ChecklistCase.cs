namespace LLMCourse.Checks.M07;

/// <summary>An edge case of a control, tried with all controls on and with that one off.</summary>
/// <param name="Risk">The risk, which its control is named after.</param>
/// <param name="Name">What is tried.</param>
/// <param name="On">Whether it passes with all controls on.</param>
/// <param name="Off">Whether it passes with this control off.</param>
internal sealed record ChecklistCase(string Risk, string Name, bool On, bool Off);
