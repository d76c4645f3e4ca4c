namespace LLMCourse.M07;

/// <summary>Asks a classifier about a whole text. It matches, from the text's beginning to its end, where the score reaches the
/// threshold.</summary>
/// <param name="Score">Gives a number from 0 to 1 for a text; anything else, and an exception, is a failure.</param>
/// <param name="Threshold">From 0 to 1.</param>
public sealed record ScoreDetector(Func<string, CancellationToken, Task<double>> Score, double Threshold) : GuardDetector;
