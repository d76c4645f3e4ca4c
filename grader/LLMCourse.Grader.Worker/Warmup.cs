using LLMCourse.Checks;
using LLMCourse.Checks.Protocol;
using static TorchSharp.torch;

namespace LLMCourse.Grader.Worker;

/// <summary>Does before a submission arrives what its first probe would otherwise wait for: loading
/// libtorch, compiling the common paths.</summary>
internal static class Warmup
{
    /// <summary>Warms up.</summary>
    public static void Run()
    {
        manual_seed(0);
        using (NewDisposeScope())
        {
            var probe = new Probe("warm-up");
            Tensor a = probe.Random.Normal(8, 8);
            probe.Observe("product", a.mm(a));
            probe.Observe("number", 1.0);
            _ = ReplyCodec.Encode(new ProbeReply(ProbeEnd.Completed, probe.Observations, null, null));
        }
    }
}
