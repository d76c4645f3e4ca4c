namespace LLMCourse.M07;

/// <summary>How often something happened, with the interval of Wilson at 95 %.</summary>
/// <param name="Name">What it is of.</param>
/// <param name="Count">How often it happened.</param>
/// <param name="Total">How often it could have.</param>
/// <param name="Low">The lower end of the interval.</param>
/// <param name="High">The upper end of the interval.</param>
public sealed record RedTeamRate(string Name, int Count, int Total, double Low, double High)
{
    /// <summary>Gets the share; NaN of nothing.</summary>
    public double Rate => (double)Count / Total;

    /// <summary>Counts.</summary>
    /// <remarks>Wilson 1927, with z = 1.959963984540054; Brown, Cai and DasGupta 2001, §3.1.1
    /// (<see href="https://doi.org/10.1214/ss/1009213286"/>). Of nothing the interval is from 0 to 1. The ends never leave 0 to 1, are
    /// exactly 0 at no success, and exactly 1 where there are only successes.</remarks>
    /// <param name="name">What it is of.</param>
    /// <param name="count">How often it happened, from 0 to <paramref name="total"/>.</param>
    /// <param name="total">How often it could have, at least 0.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    [Exercise("M07.E4")]
    public static RedTeamRate Of(string name, int count, int total)
    {
        ArgumentNullException.ThrowIfNull(name);
        // TODO M07.E4: the two ends are (c + z²/2 ± z·√(c(n−c)/n + z²/4)) / (n + z²).
        throw new NotImplementedException("M07.E4: the two ends are (c + z²/2 ± z·√(c(n−c)/n + z²/4)) / (n + z²).");
    }
}
