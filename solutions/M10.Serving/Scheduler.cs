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
    #region Solution
    private readonly Func<IReadOnlyList<StepRow>, IReadOnlyList<float[]>> _model;
    private readonly SchedulerOptions _options;
    private readonly BlockAllocator _allocator;
    private readonly List<Sequence> _running = [], _waiting = []; // both in the order of arrival, and all that runs is older than what waits
    private readonly Lock _gate = new();
    private long _accepted;

    private sealed class Sequence(GenerationHandle handle, List<int> tokens, Xoshiro256 random)
    {
        public GenerationHandle Handle { get; } = handle;

        public List<int> Tokens { get; } = tokens;

        public Xoshiro256 Random { get; } = random;

        public int Stored { get; set; }

        public bool IsCancelled { get; set; }

        public int Pending => Tokens.Count - Stored;

        public int Generated => Tokens.Count - Handle.Request.Prompt.Count;
    }
    #endregion

    /// <summary>Makes a scheduler without requests.</summary>
    /// <param name="model">Computes one step: for each row the logits <c>[V]</c> after its last token, in the order of the rows.</param>
    /// <param name="options">What may be used.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    [Exercise("M10.E4", Title = "Continuous batching", Weight = 4)]
    public Scheduler(Func<IReadOnlyList<StepRow>, IReadOnlyList<float[]>> model, SchedulerOptions options)
    {
        // TODO M10.E4: check the options, and make what the steps need.
        #region Solution
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        if (options.MaxBatch < 1 || options.MaxStepTokens < options.MaxBatch)
            throw new ArgumentException($"MaxBatch must be at least 1 and MaxStepTokens at least MaxBatch, but they are {options.MaxBatch} and {options.MaxStepTokens}.", nameof(options));
        (_model, _options) = (model, options);
        _allocator = new BlockAllocator(options.Blocks, options.BlockSize);
        #endregion
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
        #region Solution
        ArgumentNullException.ThrowIfNull(request);
        if (request.Prompt.Count == 0 || request.MaxTokens < 1)
            throw new ArgumentException($"The prompt has {request.Prompt.Count} tokens and MaxTokens is {request.MaxTokens}; both must be at least 1.", nameof(request));
        if (!(request.Temperature >= 0 && double.IsFinite(request.Temperature)))
            throw new ArgumentException($"The temperature is {request.Temperature}; it must be finite and at least 0.", nameof(request));
        long most = (long)request.Prompt.Count + request.MaxTokens - 1, slots = (long)_options.Blocks * _options.BlockSize;
        if (most > slots)
            throw new ArgumentException($"The request may have to store {most} tokens, but there are {slots} slots.", nameof(request));
        lock (_gate)
        {
            GenerationHandle handle = new(_accepted++, request);
            _waiting.Add(new Sequence(handle, [.. request.Prompt], new Xoshiro256(request.Seed)));
            return handle;
        }
        #endregion
    }

    /// <summary>Gives a request up. It leaves at the beginning of the next step, unless the step that is running finishes it.</summary>
    /// <param name="handle">A handle of this scheduler.</param>
    /// <returns>False if the request is finished or has been cancelled already.</returns>
    [Exercise("M10.E4", Title = "Continuous batching", Weight = 4)]
    public bool Cancel(GenerationHandle handle)
    {
        // TODO M10.E4: note that the request is to leave.
        #region Solution
        ArgumentNullException.ThrowIfNull(handle);
        lock (_gate)
        {
            Sequence? sequence = _running.Concat(_waiting).FirstOrDefault(sequence => sequence.Handle == handle);
            if (sequence is null || sequence.IsCancelled) return false;
            return sequence.IsCancelled = true;
        }
        #endregion
    }

    /// <summary>Makes one step.</summary>
    /// <returns>What it did.</returns>
    /// <remarks>If the model throws, so does the step; no token has been stored or generated, and the next step tries again.</remarks>
    /// <exception cref="InvalidOperationException">The model gave another number of rows than it got.</exception>
    [Exercise("M10.E4", Title = "Continuous batching", Weight = 4)]
    public StepReport Step()
    {
        // TODO M10.E4: cancelled ones leave, running ones grow or are pre-empted, waiting ones are admitted; one call; the finished leave.
        #region Solution
        List<(Sequence Sequence, StepRow Row)> plan = [];
        int preempted;
        lock (_gate)
        {
            RemoveCancelled();
            preempted = Plan(plan);
        }

        IReadOnlyList<float[]> logits = plan.Count == 0 ? [] : _model([.. plan.Select(entry => entry.Row)]);
        if (logits.Count != plan.Count)
            throw new InvalidOperationException($"The model gave {logits.Count} rows of logits for {plan.Count} sequences.");
        List<Sequence> finished = [];
        lock (_gate)
        {
            for (int i = 0; i < plan.Count; i++)
            {
                (Sequence sequence, StepRow row) = plan[i];
                sequence.Stored += row.Tokens.Count;
                if (sequence.Pending == 0 && IsLast(sequence, Draw(logits[i], sequence.Handle.Request.Temperature, sequence.Random)))
                    finished.Add(sequence);
            }

            foreach (Sequence sequence in finished)
            {
                _ = _running.Remove(sequence);
                _allocator.Release(sequence.Handle.Id);
                sequence.Handle.Finish([.. sequence.Tokens.Skip(sequence.Handle.Request.Prompt.Count)]);
            }

            return new StepReport(plan.Count, plan.Sum(entry => entry.Row.Tokens.Count), preempted, _running.Count, _waiting.Count, _allocator.FreeBlocks);
        }
        #endregion
    }

    #region Solution
    private void RemoveCancelled()
    {
        foreach (Sequence sequence in _running.Where(sequence => sequence.IsCancelled))
            _allocator.Release(sequence.Handle.Id);
        foreach (Sequence sequence in _running.Concat(_waiting).Where(sequence => sequence.IsCancelled))
            sequence.Handle.MarkCancelled();
        _ = _running.RemoveAll(sequence => sequence.IsCancelled);
        _ = _waiting.RemoveAll(sequence => sequence.IsCancelled);
    }

    private int Plan(List<(Sequence Sequence, StepRow Row)> plan)
    {
        int budget = _options.MaxStepTokens, preempted = 0;
        // All but the youngest have one pending token, since nobody is admitted before everybody else's prompt has been fed: each gets some.
        void Take(Sequence sequence)
        {
            int count = Math.Min(sequence.Pending, budget);
            budget -= count;
            plan.Add((sequence, new StepRow(
                sequence.Handle.Id, sequence.Tokens.GetRange(sequence.Stored, count), sequence.Stored, _allocator.Table(sequence.Handle.Id))));
        }

        for (int turn = 0; turn < _running.Count; turn++)
        {
            Sequence sequence = _running[turn];
            while (!_allocator.TryGrow(sequence.Handle.Id, sequence.Tokens.Count))
            {
                Sequence youngest = _running[^1];
                Preempt(youngest);
                preempted++;
                if (youngest == sequence) return preempted;
            }

            Take(sequence);
        }

        while (_waiting.Count > 0 && _running.Count < _options.MaxBatch && budget > 0
            && _allocator.TryGrow(_waiting[0].Handle.Id, _waiting[0].Tokens.Count))
        {
            Sequence sequence = _waiting[0];
            _waiting.RemoveAt(0);
            _running.Add(sequence);
            Take(sequence);
        }

        return preempted;
    }

    private void Preempt(Sequence sequence)
    {
        _allocator.Release(sequence.Handle.Id);
        sequence.Stored = 0;
        _ = _running.Remove(sequence);
        _waiting.Insert(0, sequence);
    }

    private static bool IsLast(Sequence sequence, int token)
    {
        if (token == sequence.Handle.Request.EndToken) return true;
        sequence.Tokens.Add(token);
        return sequence.Generated == sequence.Handle.Request.MaxTokens;
    }
    #endregion

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
        #region Solution
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(random);
        float greatest = logits.Max();
        if (temperature == 0) return Array.IndexOf(logits, greatest);
        double[] weights = [.. logits.Select(logit => Math.Exp(((double)logit - greatest) / temperature))];
        double u = random.NextDouble() * weights.Sum(), sum = 0;
        for (int token = 0; token < weights.Length; token++)
        {
            sum += weights[token];
            if (sum > u) return token;
        }

        return Array.FindLastIndex(weights, weight => weight > 0);
        #endregion
    }
}
