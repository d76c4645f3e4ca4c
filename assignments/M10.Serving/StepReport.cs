namespace LLMCourse.M10;

/// <summary>What one step of a <see cref="Scheduler"/> did.</summary>
/// <param name="Sequences">How many rows the model got; 0 if it was not called.</param>
/// <param name="NewTokens">How many tokens it got, over all rows.</param>
/// <param name="Preempted">How many sequences lost their blocks to older ones.</param>
/// <param name="Running">How many sequences are running after the step.</param>
/// <param name="Waiting">How many requests are waiting after the step.</param>
/// <param name="FreeBlocks">How many blocks are free after the step.</param>
public sealed record StepReport(int Sequences, int NewTokens, int Preempted, int Running, int Waiting, int FreeBlocks);
