using System.Globalization;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.Slurm;

/// <summary>Chooses how many submissions a shard holds.</summary>
internal static class ShardSizes
{
    // A shard starts in the time of about two submissions, so ten of them carry that; more shards than this are a burden on the scheduler.
    private const int Smallest = 10, MostShards = 500;

    /// <summary>Chooses.</summary>
    /// <param name="submissions">How many there are.</param>
    /// <param name="wanted">What the user asked for; null to choose.</param>
    /// <param name="most">The cluster's largest array.</param>
    /// <exception cref="CourseException">The user asked for more shards than the cluster takes.</exception>
    public static int Choose(int submissions, int? wanted, int most)
    {
        if (wanted is not { } size) return Math.Max(Smallest, DivideUp(submissions, Math.Min(MostShards, most)));
        int shards = DivideUp(submissions, size);
        if (shards <= most) return size;
        throw new CourseException(string.Create(CultureInfo.InvariantCulture,
            $"{submissions} submissions in shards of {size} are {shards} jobs, but this cluster takes {most} in an array (MaxArraySize). Use --shard-size {DivideUp(submissions, most)} or more."));
    }

    private static int DivideUp(int a, int b) => (a + b - 1) / b;
}
