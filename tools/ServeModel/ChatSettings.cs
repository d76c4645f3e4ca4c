namespace LLMCourse.Tools.ServeModel;

/// <summary>How replies are asked for.</summary>
/// <param name="System">What the conversation begins with; null for nothing.</param>
/// <param name="Temperature">The temperature.</param>
/// <param name="Seed">The seed; null for another each time.</param>
internal sealed record ChatSettings(string? System = null, double Temperature = 0, long? Seed = null);
