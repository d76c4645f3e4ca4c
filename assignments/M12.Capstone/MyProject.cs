using LLMCourse.Reference;
using LLMCourse.Reference.Corpora;

namespace LLMCourse.M12;

/// <summary>Your project, from data to metrics.</summary>
public static class MyProject
{
    /// <summary>The seed with which <see cref="MyMetrics.Committed"/> was made.</summary>
    public const ulong Seed = 12;

    /// <summary>Gets the steps of your project.</summary>
    /// <remarks>
    /// <para>At least three steps, of which each but the first reads what another makes; at least three metrics, all finite. With another seed at least one metric is another: the data is drawn, as by <see cref="NoticeCorpus.Clean"/>, with the seed that a step gets.
    /// No step drifts, and all of it takes a second at most: the check runs it five times, and gives up after ten seconds. The metrics are the same on every processor where you add in plain loops of doubles; sums of a library's are not always.</para>
    /// <para>Something small will do: count words, solve a ridge regression, score it. It is the frame into which the model of M12.E3 goes.</para>
    /// </remarks>
    [Exercise("M12.E7", Title = "Reproduction", Weight = 2)]
    public static ProjectSteps Steps
    {
        get
        {
            // TODO M12.E7: your steps, from the notices to the metrics.
            throw new NotImplementedException("M12.E7: your steps, from the notices to the metrics.");
        }
    }
}
