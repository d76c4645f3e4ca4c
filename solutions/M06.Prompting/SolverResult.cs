namespace LLMCourse.M06;

/// <summary>What a solver found, and what it cost.</summary>
/// <param name="Answer">The answer; null where none was found.</param>
/// <param name="Calls">How often the model was called.</param>
/// <param name="Tokens">The tokens of all its replies together; those of the prompts do not count.</param>
/// <param name="Trace">
/// For a single reply the reply; for self-consistency the replies in the order of their seeds; for a tree of thoughts the steps of the path that
/// was chosen; empty where no path is left.
/// </param>
public sealed record SolverResult(string? Answer, int Calls, int Tokens, IReadOnlyList<string> Trace);
