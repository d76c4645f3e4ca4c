namespace LLMCourse.Checks.M04;

/// <summary>Observes arrays as lists: an array would convert to a tensor as well, and the call be ambiguous.</summary>
internal static class ProbeLists
{
    public static void Numbers(this Probe probe, string name, IEnumerable<double>? values) => probe.Observe(name, values);

    public static void Integers(this Probe probe, string name, IEnumerable<int>? values) => probe.Observe(name, values);
}
