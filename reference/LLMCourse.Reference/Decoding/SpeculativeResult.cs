namespace LLMCourse.Reference.Decoding;

/// <summary>A text made by speculative decoding, and what it cost.</summary>
/// <param name="Tokens">The generated tokens without the prompt; a stop token is not among them.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="Proposed">How many tokens the draft model proposed and the target model judged.</param>
/// <param name="Accepted">How many of them were accepted.</param>
/// <param name="TargetPasses">How many passes the target model made; without speculation it would be one for each token.</param>
public sealed record SpeculativeResult(IReadOnlyList<int> Tokens, StopReason Reason, int Proposed, int Accepted, int TargetPasses)
{
    /// <summary>Gets the part of the proposals that was accepted, 0 to 1; 0 where nothing was proposed.</summary>
    public double AcceptanceRate => Proposed == 0 ? 0 : (double)Accepted / Proposed;
}
