namespace LLMCourse.M11;

/// <summary>The program that is handed out, and what it was chosen from.</summary>
/// <param name="Chosen">The index of the chosen one.</param>
/// <param name="ClusterSize">How many candidates agree with it, itself included.</param>
/// <param name="Candidates">The candidates, in the order of their samples.</param>
public sealed record CodeSolution(int Chosen, int ClusterSize, IReadOnlyList<CodeCandidate> Candidates)
{
    /// <summary>Gets the chosen program.</summary>
    public string Program => Candidates[Chosen].Program;
}
