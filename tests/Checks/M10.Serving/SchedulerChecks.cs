using System.Globalization;
using LLMCourse.Reference;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.Checks.M10;

public sealed class TokensAreDrawn() : VisibleCheck("M10.E4.draw", "draws the first token whose sum of probabilities passes u", points: 2)
{
    public override void Probe(Probe probe)
    {
        probe.Observe("greedy takes the first of the greatest", Scheduler.Draw([1, 5, 2, 5], 0, new Xoshiro256(1)));
        Xoshiro256 untouched = new(5);
        _ = Scheduler.Draw([1, 2], 0, untouched);
        probe.Observe("greedy draws nothing", untouched.NextUInt64() == new Xoshiro256(5).NextUInt64());
        float[] logits = [.. Enumerable.Range(0, 7).Select(_ => (float)(2 * probe.Random.NextNormal()))];
        foreach (double temperature in new[] { 0.3, 1, 2.5 })
        {
            Xoshiro256 random = new(17);
            probe.Observe($"temperature {temperature.ToString(CultureInfo.InvariantCulture)}",
                Enumerable.Range(0, 60).Select(_ => Scheduler.Draw(logits, temperature, random)));
        }

        Xoshiro256 one = new(3), two = new(3);
        _ = Scheduler.Draw(logits, 1, one);
        _ = two.NextDouble();
        probe.Observe("one number a token", one.NextUInt64() == two.NextUInt64());
        Xoshiro256 wide = new(8);
        probe.Observe("great logits",
            Enumerable.Range(0, 20).Select(_ => Scheduler.Draw([1000, 1001, float.NegativeInfinity, 999], 1, wide)));

        // Two tokens of which the first ends just below u or just above it: by more than a double's rounding, and by less than a float's.
        List<int> close = [];
        for (ulong seed = 0; seed < 80; seed++)
        {
            double u = new Xoshiro256(seed).NextDouble();
            float second = (float)Math.Log((1 / u) - 1);
            double distance = Math.Abs((1 / (1 + Math.Exp(second))) - u);
            if (distance > 1e-11 && distance < 1e-7) close.Add(Scheduler.Draw([0, second], 1, new Xoshiro256(seed)));
        }

        probe.Observe("sums that end beside u", close);
    }
}

public sealed class OneRequestAlone()
    : VisibleCheck("M10.E4.alone", "feeds the prompt, then one token a step, and ends with the end token or the last one", points: 2)
{
    public override void Probe(Probe probe)
    {
        SchedulerOptions options = new() { MaxBatch = 2, MaxStepTokens = 8, Blocks = 8, BlockSize = 3 };
        int[] prompt = Serving.Prompt(probe.Random, 5);
        Serving.Trace(probe, "six tokens", options, new GenerationRequest(prompt, 6));
        Serving.Trace(probe, "one token", options, new GenerationRequest(prompt, 1));
        Serving.Trace(probe, "a prompt of one token", options, new GenerationRequest([3], 4));
        PagedModel copied = new(8, 3, 8);
        Scheduler keeps = new(copied.Forward, options);
        List<int> changing = [.. prompt];
        GenerationHandle handle = keeps.Submit(new GenerationRequest(changing, 3));
        for (int i = 0; i < changing.Count; i++) changing[i] = 0;
        for (int step = 0; step < 4; step++) _ = keeps.Step();
        probe.Observe("a prompt that is changed after it was submitted", Serving.Output(handle));
        probe.Observe("tokens of the caller's list", changing.Count);
        for (int end = 0; end < 8; end++)
            Serving.Trace(probe, $"until token {end}", options, new GenerationRequest(prompt, 6) { EndToken = end });
        Serving.Trace(probe, "drawn", options, new GenerationRequest(prompt, 9) { Temperature = 0.8, Seed = 4 });
        Serving.Trace(probe, "every slot is needed", options with { Blocks = 2 }, new GenerationRequest([1, 2], 5));
        PagedModel unused = new(8, 3, 8);
        Scheduler idle = new(unused.Forward, options);
        probe.Observe("nothing to do", Serving.Text(idle.Step()));
        probe.Observe("calls of the model", unused.Calls);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("The end token is not a part of the output, and blocks are free in the report of the step that finishes a request.");
}

public sealed class StepsAreShared() : Check("M10.E4.shared-steps", "needs about as many steps for sixteen requests as for one")
{
    public override void Probe(Probe probe)
    {
        PagedModel model = new(64, 4, 8);
        Scheduler scheduler = new(model.Forward, new SchedulerOptions { MaxBatch = 16, MaxStepTokens = 64, Blocks = 64, BlockSize = 4 });
        GenerationHandle[] handles =
            [.. Enumerable.Range(0, 16).Select(_ => scheduler.Submit(new GenerationRequest(Serving.Prompt(probe.Random, 4), 12)))];
        for (int step = 0; step < 400 && !Serving.IsDone(handles); step++) _ = scheduler.Step();
        probe.Observe("done", Serving.IsDone(handles));
        probe.Observe("calls of the model", model.Calls);
    }

    public override Verdict Judge(Evidence evidence) =>
        !evidence.Flag("done") ? Verdict.Fail("Not all of sixteen requests are done after 400 steps.")
        : evidence.Number("calls of the model") <= 14 ? Verdict.Pass
        : Verdict.Fail($"Sixteen requests of 12 tokens took {evidence.Number("calls of the model")} calls of the model; with all of them in one batch it is 12.");
}

public sealed class BudgetOfAStep()
    : Check("M10.E4.budget", "divides a step's tokens: the oldest first, long prompts in pieces, and no step above the budget", points: 2)
{
    public override void Probe(Probe probe)
    {
        SchedulerOptions options = new() { MaxBatch = 3, MaxStepTokens = 5, Blocks = 20, BlockSize = 3 };
        int[][] prompts = [.. new[] { 1, 13, 9, 2 }.Select(length => Serving.Prompt(probe.Random, length))];
        Serving.Trace(probe, "short before long", options, [.. prompts.Select((prompt, i) => new GenerationRequest(prompt, 5 + i))]);
        Serving.Trace(probe, "long before short", options,
            [.. prompts.Skip(1).Select((prompt, i) => new GenerationRequest(prompt, 3 + i))]);
        Serving.Trace(probe, "one token a step", options with { MaxBatch = 1, MaxStepTokens = 1 }, new GenerationRequest([1, 2, 3], 2),
            new GenerationRequest([4], 2));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Each gets min(pending, what is left of the budget), the running ones first.");
}

public sealed class YoungestIsPreempted()
    : Check("M10.E4.preempt",
        "takes the blocks of the youngest when they run out, and goes on with it later as if nothing had been", points: 3)
{
    public override void Probe(Probe probe)
    {
        SchedulerOptions options = new() { MaxBatch = 4, MaxStepTokens = 16, Blocks = 6, BlockSize = 2 };
        int[] some = Serving.Prompt(probe.Random, 3);
        Serving.Trace(probe, "three grow", options, new GenerationRequest(some, 7),
            new GenerationRequest(some, 6) { Temperature = 1, Seed = 2 }, new GenerationRequest([1, 1], 6) { Temperature = 1, Seed = 3 });
        Serving.Trace(probe, "one block each", options with { Blocks = 3 }, new GenerationRequest([1], 5), new GenerationRequest([2], 5),
            new GenerationRequest([3], 4));
        Serving.Trace(probe, "many wait", options with { MaxStepTokens = 4, Blocks = 5 },
            [.. Enumerable.Range(0, 6)
                .Select(i =>
                    new GenerationRequest(Serving.Prompt(probe.Random, 2 + (i % 3)), 4 + (i % 2)) { Temperature = 1, Seed = (ulong)i })]);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Pre-empted: its blocks free, stored 0, its tokens kept, at the head of the queue.");
}

public sealed class NobodyOvertakes()
    : Check("M10.E4.order", "admits in the order of arrival: a short request does not overtake a long one that does not fit yet")
{
    public override void Probe(Probe probe)
    {
        PagedModel model = new(6, 2, 8);
        Scheduler scheduler = new(model.Forward, new SchedulerOptions { MaxBatch = 4, MaxStepTokens = 16, Blocks = 6, BlockSize = 2 });
        GenerationHandle[] handles =
            [.. new[] { 7, 9, 1, 1, 8, 2 }.Select(
                length => scheduler.Submit(new GenerationRequest(Serving.Prompt(probe.Random, length), 3)))];
        for (int step = 0; step < 200 && !Serving.IsDone(handles); step++) _ = scheduler.Step();
        probe.Observe("done", Serving.IsDone(handles));
        probe.Observe("order of first rows", string.Join(' ', model.Order));
    }

    public override Verdict Judge(Evidence evidence) =>
        !evidence.Flag("done") ? Verdict.Fail("Not all requests are done after 200 steps.")
        : evidence.Text("order of first rows") == "0 1 2 3 4 5" ? Verdict.Pass
        : Verdict.Fail($"The requests 0 to 5 began in the order {evidence.Text("order of first rows")}.");
}

public sealed class ManyArrivals()
    : Check("M10.E4.arrivals",
        "gives each of 200 requests that come at random the tokens that it gets alone, and comes to an end", points: 3)
{
    private const int Words = 8, Requests = 200;

    public override void Probe(Probe probe)
    {
        List<(int At, GenerationRequest Request)> plan =
            [.. Plan(probe.Random).Select(
                p => (p.At, new GenerationRequest(p.Prompt, p.Most) { EndToken = p.End, Temperature = p.Temperature, Seed = p.Seed }))];
        SchedulerOptions options = new() { MaxBatch = 6, MaxStepTokens = 12, Blocks = 14, BlockSize = 3 };
        PagedModel model = new(options.Blocks, options.BlockSize, Words);
        Scheduler scheduler = new(model.Forward, options);
        List<GenerationHandle> handles = [];
        int steps = 0, freeAtTheEnd = 0;
        for (; steps < 4000 && !(handles.Count == Requests && handles.All(handle => handle.Completion.IsCompleted)); steps++)
        {
            while (handles.Count < Requests && plan[handles.Count].At <= steps) handles.Add(scheduler.Submit(plan[handles.Count].Request));
            freeAtTheEnd = scheduler.Step().FreeBlocks;
        }

        probe.Observe("steps", steps);
        probe.Observe("free at the end", freeAtTheEnd);
        probe.Observe("fault", model.Fault);
        probe.Observe("most rows", model.MostRows);
        probe.Observe("most tokens", model.MostTokens);
        probe.Observe("order of first rows", string.Join(' ', model.Order));
        for (int i = 0; i < handles.Count; i++) probe.Observe($"request {i}", Serving.Output(handles[i]));
    }

    public override Verdict Judge(Evidence evidence)
    {
        if (evidence.Number("steps") >= 4000)
            return Verdict.Fail("After 4000 steps not all of 200 requests are done: the scheduler is stuck.");
        if (evidence.Text("fault") is { } fault) return Verdict.Fail($"The rows are wrong: {fault}.");
        if (evidence.Number("most rows") > 6) return Verdict.Fail("A step has more rows than MaxBatch.");
        if (evidence.Number("most tokens") > 12) return Verdict.Fail("A step has more tokens than MaxStepTokens.");
        if (evidence.Number("free at the end") != 14)
            return Verdict.Fail($"All requests are done, and {evidence.Number("free at the end")} of 14 blocks are free.");
        if (evidence.Text("order of first rows") != string.Join(' ', Enumerable.Range(0, Requests)))
            return Verdict.Fail("Some requests began before others that came first.");
        int i = 0;
        foreach ((int _, int[] prompt, int most, int? end, double temperature, ulong seed) in Plan(CheckRandom.For(Id)))
        {
            List<int> tokens = [.. prompt];
            Xoshiro256 random = new(seed);
            while (tokens.Count < prompt.Length + most && Next(PagedModel.Hash(tokens, Words), temperature, random) is int next
                && next != end)
                tokens.Add(next);
            string expected = string.Join(' ', tokens.Skip(prompt.Length)), got = evidence.Text($"request {i}") ?? string.Empty;
            if (got != expected)
                return Verdict.Fail($"Request {i}, alone, gets `{expected}`; among the others it got `{got}`.",
                    hint: "What runs beside a request may not change its draws, its blocks or its positions.");
            i++;
        }

        return Verdict.Pass;
    }

    private static List<(int At, int[] Prompt, int Most, int? End, double Temperature, ulong Seed)> Plan(CheckRandom random)
    {
        List<(int, int[], int, int?, double, ulong)> plan = [];
        int at = 0;
        for (int i = 0; i < Requests; i++)
        {
            at += (int)random.NextInteger(0, 4);
            int[] prompt = Serving.Prompt(random, (int)random.NextInteger(1, 22));
            plan.Add((at, prompt, (int)random.NextInteger(1, 20), random.NextDouble() < 0.5 ? (int)random.NextInteger(0, Words) : null,
                random.NextDouble() < 0.5 ? 0 : 0.9, (ulong)i));
        }

        return plan;
    }

    private static int Next(float[] logits, double temperature, Xoshiro256 random)
    {
        if (temperature == 0) return Array.IndexOf(logits, logits.Max());
        double[] weights = [.. logits.Select(logit => Math.Exp(((double)logit - logits.Max()) / temperature))];
        double u = random.NextDouble(), sum = 0, total = weights.Sum();
        for (int token = 0; token < weights.Length; token++)
        {
            sum += weights[token] / total;
            if (sum > u) return token;
        }

        return weights.Length - 1;
    }
}

public sealed class GivenUp() : Check("M10.E4.cancel", "lets a cancelled request go at the next step, and its blocks with it", points: 2)
{
    public override void Probe(Probe probe)
    {
        PagedModel model = new(6, 2, 8);
        Scheduler scheduler = new(model.Forward, new SchedulerOptions { MaxBatch = 2, MaxStepTokens = 16, Blocks = 6, BlockSize = 2 });
        GenerationHandle[] handles = [.. Enumerable.Range(0, 4).Select(i => scheduler.Submit(new GenerationRequest([i, i + 1, 3], 4)))];
        probe.Observe("step 1", Serving.Text(scheduler.Step()));
        probe.Observe("one that runs", scheduler.Cancel(handles[0]));
        probe.Observe("once more", scheduler.Cancel(handles[0]));
        probe.Observe("it is still there", handles[0].Completion.IsCompleted);
        probe.Observe("one that waits", scheduler.Cancel(handles[2]));
        probe.Observe("that is still there, too", handles[2].Completion.IsCompleted);
        for (int step = 2; step < 10; step++) probe.Observe($"step {step}", Serving.Text(scheduler.Step()));
        for (int i = 0; i < 4; i++) probe.Observe($"request {i}", Serving.Output(handles[i]));
        probe.Observe("one that is finished", scheduler.Cancel(handles[1]));
        probe.Observe("one that has gone", scheduler.Cancel(handles[0]));
        probe.Observe("order", string.Join(' ', model.Order));

        GenerationHandle? last = null;
        Scheduler? late = null;
        bool wasCancelled = false;
        late = new Scheduler(
            rows =>
            {
                wasCancelled = late!.Cancel(last!);
                return [.. rows.Select(_ => new float[] { 0, 1, 0 })];
            },
            new SchedulerOptions { MaxBatch = 2, MaxStepTokens = 16, Blocks = 6, BlockSize = 2 });
        last = late.Submit(new GenerationRequest([2], 1));
        _ = late.Step();
        probe.Observe("cancelled in the step that finishes it", $"{wasCancelled}, {Serving.Output(last)}");
        probe.Observe("the step after it", Serving.Text(late.Step()));
    }
}

public sealed class TheModelFails()
    : Check("M10.E4.model-fails", "tries again after an exception of the model, without a token lost or fed twice")
{
    public override void Probe(Probe probe)
    {
        PagedModel model = new(9, 2, 8);
        int calls = 0;
        Scheduler scheduler = new(rows => ++calls % 3 == 2 ? throw new TimeoutException("The model is busy.") : model.Forward(rows),
            new SchedulerOptions { MaxBatch = 3, MaxStepTokens = 5, Blocks = 9, BlockSize = 2 });
        GenerationHandle[] handles =
            [.. Enumerable.Range(0, 4)
                .Select(i => scheduler.Submit(new GenerationRequest([i, 2, i, 1], 3) { Temperature = 1, Seed = (ulong)i }))];
        for (int step = 0; step < 60 && !Serving.IsDone(handles); step++)
        {
            if (calls % 3 == 1) probe.ObserveThrows<TimeoutException>($"step {step}", () => scheduler.Step());
            else model.Log.Add(Serving.Text(scheduler.Step()));
        }

        probe.Observe("rows and reports", string.Join('\n', model.Log));
        for (int i = 0; i < 4; i++) probe.Observe($"output {i}", Serving.Output(handles[i]));
        Scheduler wrong = new(rows => [new float[8], .. model.Forward(rows)], new SchedulerOptions { Blocks = 9, BlockSize = 2 });
        _ = wrong.Submit(new GenerationRequest([1], 2));
        probe.ObserveThrows<InvalidOperationException>("a row of logits too many", () => wrong.Step());
        Scheduler poor = new(rows => [.. model.Forward(rows).Skip(1)], new SchedulerOptions { Blocks = 9, BlockSize = 2 });
        _ = poor.Submit(new GenerationRequest([1], 2));
        probe.ObserveThrows<InvalidOperationException>("a row of logits too few", () => poor.Step());
    }
}

public sealed class WhileTheModelComputes()
    : Check("M10.E4.meanwhile", "takes requests and cancellations from other threads while the model computes")
{
    public override void Probe(Probe probe)
    {
        PagedModel model = new(20, 2, 8);
        List<GenerationHandle> handles = [];
        Scheduler? scheduler = null;
        bool hasWaited = true;
        int calls = 0;
        scheduler = new Scheduler(
            rows =>
            {
                calls++;
                if (hasWaited && calls is 1 or 2)
                {
                    Task other = Task.Run(() =>
                    {
                        handles.Add(scheduler!.Submit(new GenerationRequest([calls, 2], 4)));
                        if (calls == 2) _ = scheduler.Cancel(handles[1]);
                    });
                    hasWaited = other.Wait(3000);
                }

                return model.Forward(rows);
            },
            new SchedulerOptions { MaxBatch = 4, MaxStepTokens = 16, Blocks = 20, BlockSize = 2 });
        handles.Add(scheduler.Submit(new GenerationRequest([5, 6], 5)));
        for (int step = 0; step < 12; step++) _ = scheduler.Step();
        probe.Observe("others did not have to wait for the model", hasWaited);
        // Who waited goes on at some time or other, and what comes of that is chance.
        if (!hasWaited) return;
        for (int i = 0; i < handles.Count; i++) probe.Observe($"request {i}", Serving.Output(handles[i]));
        probe.Observe("at the end", Serving.Text(scheduler.Step()));
    }
}

public sealed class ATransformerInBatches() : Check("M10.E4.gpt", "generates with a transformer what it generates alone", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        using Gpt gpt =
            new(new GptConfig { VocabularySize = 24, ContextLength = 32, Width = 16, Heads = 2, Layers = 2, Dropout = 0 }, seed: 5);
        gpt.eval();
        float[] Logits(IReadOnlyList<int> tokens)
        {
            using DisposeScope inner = NewDisposeScope();
            Tensor all = gpt.call(tensor(tokens.Select(token => (long)Math.Clamp(token, 0, 23)).ToArray()).unsqueeze(0));
            return all[0, -1].contiguous().data<float>().ToArray();
        }

        PagedModel model = new(12, 3, 24) { Logits = Logits };
        Scheduler scheduler = new(model.Forward, new SchedulerOptions { MaxBatch = 4, MaxStepTokens = 8, Blocks = 12, BlockSize = 3 });
        GenerationRequest[] requests =
            [.. Enumerable.Range(0, 6)
                .Select(i => new GenerationRequest([.. Enumerable.Range(0, 2 + i).Select(_ => (int)probe.Random.NextInteger(0, 24))], 9))];
        GenerationHandle[] handles = [.. requests.Select(scheduler.Submit)];
        for (int step = 0; step < 200 && !Serving.IsDone(handles); step++) scheduler.Step();
        for (int i = 0; i < 6; i++)
        {
            List<int> tokens = [.. requests[i].Prompt];
            for (int t = 0; t < 9; t++)
            {
                float[] logits = Logits(tokens);
                tokens.Add(Array.IndexOf(logits, logits.Max()));
            }

            probe.Observe($"request {i} gets what it gets alone",
                Serving.Output(handles[i]) == string.Join(' ', tokens.Skip(requests[i].Prompt.Count)));
        }
    }
}

public sealed class RefusedByTheScheduler() : Check("M10.E4.refuses", "refuses wrong arguments, and what could never fit")
{
    public override void Probe(Probe probe)
    {
        probe.ObserveThrows<ArgumentException>("no block", () => new BlockAllocator(0, 2));
        probe.ObserveThrows<ArgumentException>("blocks of no token", () => new BlockAllocator(2, 0));
        probe.ObserveThrows<ArgumentException>("growing to no token", () => new BlockAllocator(2, 2).TryGrow(1, 0));
        Func<IReadOnlyList<StepRow>, IReadOnlyList<float[]>> model = new PagedModel(3, 2, 8).Forward;
        SchedulerOptions options = new() { MaxBatch = 2, MaxStepTokens = 4, Blocks = 3, BlockSize = 2 };
        foreach ((string name, SchedulerOptions wrong) in new[] { ("a batch of none", options with { MaxBatch = 0 }),
            ("fewer tokens than sequences", options with { MaxStepTokens = 1 }), ("no blocks", options with { Blocks = 0 }),
            ("empty blocks", options with { BlockSize = 0 }) })
            probe.ObserveThrows<ArgumentException>(name, () => new Scheduler(model, wrong));
        probe.ObserveAccepts("one block of one token", () => new BlockAllocator(1, 1).TryGrow(1, 1));
        probe.ObserveAccepts("more slots than an int holds",
            () => new Scheduler(model, options with { Blocks = 1 << 16, BlockSize = 1 << 15 }).Submit(new GenerationRequest([1], 2)));
        probe.ObserveAccepts("as many tokens as sequences", () => new Scheduler(model, options with { MaxStepTokens = 2 }));
        Scheduler scheduler = new(model, options);
        probe.ObserveThrows<ArgumentException>("an empty prompt", () => scheduler.Submit(new GenerationRequest([], 2)));
        probe.ObserveThrows<ArgumentException>("no token wanted", () => scheduler.Submit(new GenerationRequest([1], 0)));
        foreach (double temperature in new[] { -0.1, double.NaN, double.PositiveInfinity })
            probe.ObserveThrows<ArgumentException>($"temperature {temperature.ToString(CultureInfo.InvariantCulture)}",
                () => scheduler.Submit(new GenerationRequest([1], 2) { Temperature = temperature }));
        probe.ObserveThrows<ArgumentException>("one slot too few", () => scheduler.Submit(new GenerationRequest([1, 2, 3], 5)));
        probe.ObserveThrows<ArgumentException>("as many tokens as an int holds",
            () => scheduler.Submit(new GenerationRequest([1, 2, 3], int.MaxValue)));
        probe.ObserveAccepts("every slot", () => scheduler.Submit(new GenerationRequest([1, 2, 3], 4)));
        probe.Observe("the first that is accepted has number 0", scheduler.Submit(new GenerationRequest([1], 1)).Id - 1);
        using DisposeScope scope = NewDisposeScope();
        Tensor q = zeros(2, 4, 3), pool = zeros(5, 2, 2, 3), tables = zeros(2, 3, dtype: ScalarType.Int64),
            lengths = ones(2, dtype: ScalarType.Int64);
        probe.ObserveAccepts("attention", () => PagedAttention.Attend(q, pool, pool, tables, lengths));
        probe.ObserveThrows<ArgumentException>("attention: queries of one head",
            () => PagedAttention.Attend(q[0], pool, pool, tables, lengths));
        probe.ObserveThrows<ArgumentException>("attention: heads that do not divide",
            () => PagedAttention.Attend(q[.., ..3], pool, pool, tables, lengths));
        probe.ObserveThrows<ArgumentException>("attention: another width",
            () => PagedAttention.Attend(q, zeros(5, 2, 2, 4), zeros(5, 2, 2, 4), tables, lengths));
        probe.ObserveThrows<ArgumentException>("attention: other values than keys",
            () => PagedAttention.Attend(q, pool, zeros(4, 2, 2, 3), tables, lengths));
        probe.ObserveThrows<ArgumentException>("attention: values of another width than keys",
            () => PagedAttention.Attend(q, pool, zeros(5, 2, 2, 4), tables, lengths));
        probe.ObserveThrows<ArgumentException>("attention: fewer tables", () => PagedAttention.Attend(q, pool, pool, tables[..1], lengths));
        probe.ObserveThrows<ArgumentException>("attention: fewer lengths",
            () => PagedAttention.Attend(q, pool, pool, tables, lengths[..1]));
        probe.ObserveThrows<ArgumentException>("attention: keys of another type",
            () => PagedAttention.Attend(q, pool.@double(), pool.@double(), tables, lengths));
        probe.ObserveThrows<ArgumentException>("attention: values of another type",
            () => PagedAttention.Attend(q, pool, pool.@double(), tables, lengths));
        probe.ObserveThrows<ArgumentException>("attention: one table for all",
            () => PagedAttention.Attend(q, pool, pool, tables[0], lengths));
        probe.ObserveAccepts("attention: a pool of one block", () => PagedAttention.Attend(q, pool[..1], pool[..1], tables, lengths));
        probe.ObserveAccepts("attention: one head of keys for all",
            () => PagedAttention.Attend(q, pool[.., .., ..1], pool[.., .., ..1], tables, lengths));
        probe.ObserveThrows<ArgumentException>("attention: tables of another type",
            () => PagedAttention.Attend(q, pool, pool, tables.@float(), lengths));
        probe.ObserveThrows<ArgumentException>("attention: a length above the table's",
            () => PagedAttention.Attend(q, pool, pool, tables, lengths * 7));
        probe.ObserveThrows<ArgumentException>("attention: a negative length",
            () => PagedAttention.Attend(q, pool, pool, tables, -lengths));
        probe.ObserveThrows<ArgumentException>("attention: a block that does not exist",
            () => PagedAttention.Attend(q, pool, pool, tables + 5, lengths));
        probe.ObserveThrows<ArgumentException>("attention: block −1", () => PagedAttention.Attend(q, pool, pool, tables - 1, lengths));
    }
}

public sealed class AttentionLeavesNothing() : Check("M10.E4.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor q = probe.Random.Normal(2, 4, 3), pool = probe.Random.Normal(5, 2, 2, 3), tables = zeros(2, 3, dtype: ScalarType.Int64),
            lengths = ones(2, dtype: ScalarType.Int64);
        probe.ObserveLeak("attention", () => PagedAttention.Attend(q, pool, pool, tables, lengths));
    }
}
