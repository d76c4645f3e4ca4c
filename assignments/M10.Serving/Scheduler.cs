using LLMCourse.Reference.Decoding;

namespace LLMCourse.M10;

/// <summary>Generates for many requests at once: who is in the batch is decided anew before each step of the model.</summary>
/// <remarks>
/// <para>A sequence is a request's prompt and what has been generated for it. Its <i>pending</i> tokens are those that the model has not
/// stored; after the prompt that is one, the newest. A sequence that is running has blocks for all of its tokens so far. A step:</para>
/// <list type="number">
/// <item>Cancelled requests leave, and their blocks are free.</item>
/// <item>The running sequences take their turns, the oldest request first. If too few blocks are free for one, the youngest running
/// sequence is pre-empted, again and again until they suffice or it was itself the youngest: its blocks are free, nothing of it counts as stored, and it
/// waits at the head of the queue with what it has generated. The others get min(pending,
/// what is left of <see cref="SchedulerOptions.MaxStepTokens"/>) tokens.</item>
/// <item>Waiting requests are admitted, the oldest first, while the batch has room, a token is left in the budget and blocks are free for all
/// tokens so far of the first in the queue; it gets min(pending, what is left) tokens. Nobody overtakes.</item>
/// <item>The model is called once, with the rows in the order of their requests. Not at all if there is none.</item>
/// <item>Rows that have no pending tokens left get their next token from their logits. Who then has its end token or all of its tokens is finished,
/// and its blocks are free before the step returns.</item>
/// </list>
/// <para><see cref="Submit"/> and <see cref="Cancel"/> may be called on any thread, also while the model computes; steps come one after the
/// other. The same requests give the same outputs, whatever runs beside them.</para>
/// <para>Yu et al. 2022, "Orca" (OSDI), §3.1: scheduling by iterations. Kwon et al. 2023, <see href="https://arxiv.org/abs/2309.06180"/>, §4.5:
/// pre-emption and recomputation. Agrawal et al. 2024, <see href="https://arxiv.org/abs/2403.02310"/>, §4: prompts in pieces.</para>
/// </remarks>
public sealed class Scheduler
{

    /// <summary>Makes a scheduler without requests.</summary>
    /// <param name="model">Computes one step: for each row the logits <c>[V]</c> after its last token, in the order of the rows.</param>
    /// <param name="options">What may be used.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    [Exercise("M10.E4", Title = "Continuous batching", Weight = 4)]
    public Scheduler(Func<IReadOnlyList<StepRow>, IReadOnlyList<float[]>> model, SchedulerOptions options)
    {
        // TODO M10.E4: check the options, and make what the steps need.
        throw new NotImplementedException("M10.E4: check the options, and make what the steps need.");
    }

    /// <summary>Puts a request at the end of the queue.</summary>
    /// <param name="request">The request; its prompt is copied.</param>
    /// <returns>The handle by which its output comes.</returns>
    /// <exception cref="ArgumentException">The prompt is empty, <c>MaxTokens</c> is below 1, the temperature is negative or not finite, or prompt
    /// and output could never be stored, even alone. The last token that is generated is never stored.</exception>
    [Exercise("M10.E4", Title = "Continuous batching", Weight = 4)]
    public GenerationHandle Submit(GenerationRequest request)
    {
        // TODO M10.E4: refuse what can never fit; otherwise give it the next number and put it at the end of the queue.
        throw new NotImplementedException("M10.E4: refuse what can never fit; otherwise give it the next number and put it at the end of the queue.");
    }

    /// <summary>Gives a request up. It leaves at the beginning of the next step, unless the step that is running finishes it.</summary>
    /// <param name="handle">A handle of this scheduler.</param>
    /// <returns>False if the request is finished or has been cancelled already.</returns>
    [Exercise("M10.E4", Title = "Continuous batching", Weight = 4)]
    public bool Cancel(GenerationHandle handle)
    {
        // TODO M10.E4: note that the request is to leave.
        throw new NotImplementedException("M10.E4: note that the request is to leave.");
    }

    /// <summary>Makes one step.</summary>
    /// <returns>What it did.</returns>
    /// <remarks>If the model throws, so does the step; no token has been stored or generated, and the next step tries again.</remarks>
    /// <exception cref="InvalidOperationException">The model gave another number of rows than it got.</exception>
    [Exercise("M10.E4", Title = "Continuous batching", Weight = 4)]
    public StepReport Step()
    {
        // TODO M10.E4: cancelled ones leave, running ones grow or are pre-empted, waiting ones are admitted; one call; the finished leave.
        throw new NotImplementedException("M10.E4: cancelled ones leave, running ones grow or are pre-empted, waiting ones are admitted; one call; the finished leave.");
    }

    /// <summary>Draws a token: the first whose probability, added to those of all tokens before it, is above u.</summary>
    /// <param name="logits">The logits <c>[V]</c>, at least one; −∞ excludes a token.</param>
    /// <param name="temperature">T, finite and at least 0. The probabilities are softmax(logits / T), in double, with the maximum subtracted first. At 0
    /// the token is the one with the greatest logit, the first of several, and nothing is drawn.</param>
    /// <param name="random">Gives u, one <c>NextDouble</c>.</param>
    /// <returns>The token. If rounding keeps the sum at or below u, the last one whose probability is not 0.</returns>
    [Exercise("M10.E4", Title = "Continuous batching", Weight = 4)]
    public static int Draw(float[] logits, double temperature, Xoshiro256 random)
    {
        // TODO M10.E4: the greatest at temperature 0; otherwise go along the sums of the probabilities until they pass u.
        throw new NotImplementedException("M10.E4: the greatest at temperature 0; otherwise go along the sums of the probabilities until they pass u.");
    }
}
