namespace LLMCourse.Checks.M01;

/// <summary>An array of ids converts to a tensor as well as to a list; this says which is meant.</summary>
internal static class ProbeExtensions
{
    public static void ObserveIds(this Probe probe, string name, IEnumerable<int> ids) => probe.Observe(name, ids);
}
