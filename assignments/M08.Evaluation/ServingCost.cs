using LLMCourse.Reference;

namespace LLMCourse.M08;

/// <summary>What a model costs in a month: by the token behind an API, by the hour on machines of one's own.</summary>
/// <remarks>Money is <see cref="decimal"/>: 0.1 + 0.2 is 0.3 in it. Nothing is rounded. Read-only prefixes that a provider sells cheaper are left out.</remarks>
public static class ServingCost
{
    private const int HoursPerMonth = 30 * 24, SecondsPerHour = 3600;

    /// <summary>Computes what an API costs in a month.</summary>
    /// <param name="workload">What is asked.</param>
    /// <param name="price">The price.</param>
    /// <returns>Dollars.</returns>
    [Exercise("M08.E8", Title = "Open or closed: a decision and its cost", Weight = 2)]
    public static decimal ApiPerMonth(Workload workload, ApiPrice price)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(price);
        // TODO M08.E8: the tokens of all prompts and of all replies, each at its price.
        throw new NotImplementedException("M08.E8: the tokens of all prompts and of all replies, each at its price.");
    }

    /// <summary>Counts the machines that carry the busiest hour, at least one: a service that is asked nothing still has to be there.</summary>
    /// <param name="workload">What is asked.</param>
    /// <param name="machine">The machine.</param>
    [Exercise("M08.E8")]
    public static long Machines(Workload workload, Machine machine)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(machine);
        // TODO M08.E8: the tokens of replies in a second of the busiest hour, over what one machine writes, rounded up.
        throw new NotImplementedException("M08.E8: the tokens of replies in a second of the busiest hour, over what one machine writes, rounded up.");
    }

    /// <summary>Computes what machines of one's own cost in a month.</summary>
    /// <param name="workload">What is asked.</param>
    /// <param name="machine">The machine; there are as many as <see cref="Machines"/> says.</param>
    /// <returns>Dollars.</returns>
    [Exercise("M08.E8")]
    public static decimal OwnPerMonth(Workload workload, Machine machine)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(machine);
        // TODO M08.E8: every machine costs every hour.
        throw new NotImplementedException("M08.E8: every machine costs every hour.");
    }

    /// <summary>Finds the break-even: from how many requests a month on machines of one's own cost no more than the API.</summary>
    /// <param name="workload">What a request is like; its number of requests does not matter.</param>
    /// <param name="price">The price of the API.</param>
    /// <param name="machine">The machine.</param>
    /// <returns>The smallest number of requests for which <see cref="OwnPerMonth"/> is at most <see cref="ApiPerMonth"/>; null where there is none, since
    /// a machine at full load costs more than the API for the same tokens.</returns>
    [Exercise("M08.E8")]
    public static long? BreakEven(Workload workload, ApiPrice price, Machine machine)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(price);
        ArgumentNullException.ThrowIfNull(machine);
        // TODO M08.E8: how many requests pay for one machine; can one machine serve as many? If not, does a second help?
        throw new NotImplementedException("M08.E8: how many requests pay for one machine; can one machine serve as many? If not, does a second help?");
    }
}
