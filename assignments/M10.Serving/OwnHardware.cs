namespace LLMCourse.M10;

/// <summary>What a machine of one's own costs and does.</summary>
/// <param name="Purchase">Its price; 0 or more.</param>
/// <param name="LifetimeMonths">Over how many months that is written off; at least 1.</param>
/// <param name="FixedPerMonth">What it costs each month whether it works or not, such as the rack and people; 0 or more.</param>
/// <param name="Watts">What it draws while it works; 0 or more. What it draws while it waits belongs into <paramref name="FixedPerMonth"/>.</param>
/// <param name="PricePerKilowattHour">What electricity costs; 0 or more.</param>
/// <param name="TokensPerSecond">How many tokens it makes while it works; more than 0.</param>
/// <param name="Utilisation">Which share of the time there is work for it at most; more than 0 and at most 1.</param>
public sealed record OwnHardware(
    decimal Purchase, int LifetimeMonths, decimal FixedPerMonth, decimal Watts, decimal PricePerKilowattHour, decimal TokensPerSecond, decimal Utilisation);
