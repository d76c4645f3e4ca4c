namespace LLMCourse.M10;

/// <summary>A budget that is used up.</summary>
/// <param name="spent">What has been spent.</param>
/// <param name="budget">What there was to spend.</param>
public sealed class BudgetExceededException(decimal spent, decimal budget)
    : Exception(FormattableString.Invariant($"{spent} of {budget} is spent; raise the budget or stop."))
{
    /// <summary>Gets what has been spent.</summary>
    public decimal Spent => spent;

    /// <summary>Gets what there was to spend.</summary>
    public decimal Budget => budget;
}
