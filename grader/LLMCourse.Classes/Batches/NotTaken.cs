namespace LLMCourse.Classes.Batches;

/// <summary>Something in the folder of a class that is no student's submission.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Reason">Why it was not taken, as a sentence.</param>
internal sealed record NotTaken(string Name, string Reason);
