using LLMCourse.Reference;

namespace LLMCourse.M10;

/// <summary>Adds up what requests cost. Safe for use by several threads.</summary>
/// <remarks>cost = ((input − cached)·price of input + cached·price of cached input + output·price of output) / 1,000,000, in <see cref="decimal"/>, never rounded.</remarks>
public sealed class CostMeter
{
    #region Solution
    private const decimal Million = 1_000_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, TokenPrice> _prices;
    private readonly Dictionary<string, decimal> _spent = new(StringComparer.Ordinal);
    private readonly decimal? _budget;
    private decimal _total;
    #endregion

    /// <summary>Makes a meter that stands at 0.</summary>
    /// <param name="prices">The price of each model, by its name, where case matters; copied.</param>
    /// <param name="budget">What may be spent, 0 or more; null: anything.</param>
    /// <exception cref="ArgumentException">A price or the budget is negative.</exception>
    [Exercise("M10.E6", Title = "A resilient client", Weight = 4)]
    public CostMeter(IReadOnlyDictionary<string, TokenPrice> prices, decimal? budget = null)
    {
        ArgumentNullException.ThrowIfNull(prices);
        // TODO M10.E6: check the prices and the budget, and copy them.
        #region Solution
        foreach ((string model, TokenPrice price) in prices)
        {
            if (decimal.Min(price.Input, decimal.Min(price.CachedInput, price.Output)) < 0)
                throw new ArgumentException(FormattableString.Invariant($"A price of {model} is negative ({price}); it must be 0 or more."), nameof(prices));
        }

        if (budget < 0) throw new ArgumentException(FormattableString.Invariant($"The budget is {budget}; it must be 0 or more, or null for no limit."), nameof(budget));
        _prices = new Dictionary<string, TokenPrice>(prices, StringComparer.Ordinal);
        _budget = budget;
        #endregion
    }

    /// <summary>Gets what all requests so far have cost.</summary>
    [Exercise("M10.E6", Title = "A resilient client", Weight = 4)]
    public decimal Total
    {
        get
        {
            // TODO M10.E6: a decimal has 16 bytes; it is read under the lock that it is written under.
            #region Solution
            lock (_lock) return _total;
            #endregion
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
        #region Solution
        if (!_prices.TryGetValue(model, out TokenPrice? price)) throw new ArgumentException($"There is no price for '{model}'; add it to the table.", nameof(model));
        if (usage.CachedInput < 0 || usage.Output < 0 || usage.CachedInput > usage.Input)
            throw new ArgumentException($"{usage} cannot be: numbers must be 0 or more, and CachedInput at most Input.", nameof(usage));
        decimal cost = (((usage.Input - usage.CachedInput) * price.Input) + (usage.CachedInput * price.CachedInput) + (usage.Output * price.Output)) / Million;
        lock (_lock)
        {
            _total += cost;
            _spent[model] = _spent.GetValueOrDefault(model) + cost;
        }

        return cost;
        #endregion
    }

    /// <summary>Gets what a model's requests so far have cost; 0 before the first.</summary>
    /// <param name="model">The model's name.</param>
    /// <exception cref="ArgumentException">There is no price for the model.</exception>
    [Exercise("M10.E6", Title = "A resilient client", Weight = 4)]
    public decimal TotalOf(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        // TODO M10.E6: look the model's sum up under the lock.
        #region Solution
        if (!_prices.ContainsKey(model)) throw new ArgumentException($"There is no price for '{model}'; add it to the table.", nameof(model));
        lock (_lock) return _spent.GetValueOrDefault(model);
        #endregion
    }

    /// <summary>Refuses when the budget is used up. To be called before a request, since afterwards it is too late.</summary>
    /// <exception cref="BudgetExceededException">There is a budget, and as much as it or more is spent.</exception>
    [Exercise("M10.E6", Title = "A resilient client", Weight = 4)]
    public void EnsureWithinBudget()
    {
        // TODO M10.E6: compare the sum with the budget, if there is one.
        #region Solution
        decimal spent = Total;
        if (spent >= _budget) throw new BudgetExceededException(spent, _budget.Value);
        #endregion
    }
}
