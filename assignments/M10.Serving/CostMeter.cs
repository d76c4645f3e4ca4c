using LLMCourse.Reference;

namespace LLMCourse.M10;

/// <summary>Adds up what requests cost. Safe for use by several threads.</summary>
/// <remarks>cost = ((input − cached)·price of input + cached·price of cached input + output·price of output) / 1,000,000, in <see cref="decimal"/>, never rounded.</remarks>
public sealed class CostMeter
{

    /// <summary>Makes a meter that stands at 0.</summary>
    /// <param name="prices">The price of each model, by its name, where case matters; copied.</param>
    /// <param name="budget">What may be spent, 0 or more; null: anything.</param>
    /// <exception cref="ArgumentException">A price or the budget is negative.</exception>
    [Exercise("M10.E6", Title = "A resilient client", Weight = 4)]
    public CostMeter(IReadOnlyDictionary<string, TokenPrice> prices, decimal? budget = null)
    {
        ArgumentNullException.ThrowIfNull(prices);
        // TODO M10.E6: check the prices and the budget, and copy them.
        throw new NotImplementedException("M10.E6: check the prices and the budget, and copy them.");
    }

    /// <summary>Gets what all requests so far have cost.</summary>
    [Exercise("M10.E6", Title = "A resilient client", Weight = 4)]
    public decimal Total
    {
        get
        {
            // TODO M10.E6: a decimal has 16 bytes; it is read under the lock that it is written under.
            throw new NotImplementedException("M10.E6: a decimal has 16 bytes; it is read under the lock that it is written under.");
        }
    }

    /// <summary>Books a request that was made. What is spent is spent: it is booked beyond the budget too.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="usage">Its tokens.</param>
    /// <returns>What this request cost.</returns>
    /// <exception cref="ArgumentException">There is no price for the model, a number is negative, or more is cached than there is; nothing is booked then.</exception>
    [Exercise("M10.E6", Title = "A resilient client", Weight = 4)]
    public decimal Add(string model, TokenUsage usage)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(usage);
        // TODO M10.E6: check, multiply with the prices, divide by a million, add to both sums under the lock.
        throw new NotImplementedException("M10.E6: check, multiply with the prices, divide by a million, add to both sums under the lock.");
    }

    /// <summary>Gets what a model's requests so far have cost; 0 before the first.</summary>
    /// <param name="model">The model's name.</param>
    /// <exception cref="ArgumentException">There is no price for the model.</exception>
    [Exercise("M10.E6", Title = "A resilient client", Weight = 4)]
    public decimal TotalOf(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        // TODO M10.E6: look the model's sum up under the lock.
        throw new NotImplementedException("M10.E6: look the model's sum up under the lock.");
    }

    /// <summary>Refuses when the budget is used up. To be called before a request, since afterwards it is too late.</summary>
    /// <exception cref="BudgetExceededException">There is a budget, and as much as it or more is spent.</exception>
    [Exercise("M10.E6", Title = "A resilient client", Weight = 4)]
    public void EnsureWithinBudget()
    {
        // TODO M10.E6: compare the sum with the budget, if there is one.
        throw new NotImplementedException("M10.E6: compare the sum with the budget, if there is one.");
    }
}
