namespace LLMCourse.Checks.M09;

/// <summary>What the checks of learning from rewards share.</summary>
internal static class Rewards
{
    public static Tensor Mask(params string[] rows) => Texts.Mask(rows);

    /// <summary>Reads "12|345" as a prompt and its reply, of which each token was written with the
    /// log-probability −1/2, −3/4, −1 and so on.</summary>
    public static Rollout Reply(string text)
    {
        int[][] parts = [.. text.Split('|').Select(part => part.Select(c => c - '0').ToArray())];
        return new Rollout(parts[0], parts[1], [.. parts[1].Select((_, i) => -0.5 - (0.25 * i))]);
    }

    public static string Text(IEnumerable<Rollout> rollouts) =>
        string.Join(' ', rollouts.Select(rollout => $"{string.Concat(rollout.Prompt)}|{string.Concat(rollout.Reply)}"));

    public static void Observe(Probe probe, string name, GrpoStep step)
    {
        probe.Observe($"{name}: mean reward", step.MeanReward);
        probe.Observe($"{name}: loss", step.Loss);
        probe.Observe($"{name}: divergence", step.Divergence);
        probe.Observe($"{name}: informative groups", step.InformativeGroups);
    }
}
