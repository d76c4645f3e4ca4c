using System.Globalization;
using System.Text;
using LLMCourse.Checks;

namespace LLMCourse.Grader.Tests.Judging;

/// <summary>Small runs in which everything shows that M10's experiment claims, or all but one thing.</summary>
public static class MadeUpLoad
{
    private const int StormCalls = 840, SecondsApart = 10;

    /// <summary>Makes what a probe would have seen.</summary>
    /// <param name="fault">What is otherwise; null: nothing.</param>
    public static IReadOnlyList<Observation> Make(string? fault = null)
    {
        Run one = new("one at a time"), sixteen = new("batches of 16"), uncached = new("without cache"), cached = new("with cache");
        for (int i = 0; i < 48; i++)
        {
            one.Step(one.Answer("light", i, 0.5 * i, 0.5), 2);
            sixteen.Step(sixteen.Answer("light", i, (fault == "slow batches" ? 5 : 0.5) * (i / 16), 0.5,
                isError: fault == "a fault without a storm" && i == 7), 2);
        }

        for (int i = 0; i < 8; i++)
        {
            _ = uncached.Answer("north", i % 2, i, 0.4);
            bool generates = i < 2 || (fault == "another generation" && i == 5);
            _ = cached.Answer("north", i % 2, i, generates || fault == "slow hits" ? 0.4 : 0,
                cache: i < 2 || (fault is "a missed hit" or "another generation" && i == 5) ? "miss" : "hit", tokens: generates ? 2 : 0);
        }

        Run alone = new("light alone"), crowded = new("without limits"), limited = new("with limits");
        for (int i = 0; i < 10; i++)
        {
            _ = alone.Answer("light", i, 0.4 * i, 0.2);
            _ = crowded.Answer("light", i, 0.4 * i, fault == "an empty server" ? 0.2 : 2);
            _ = limited.Answer("light", i, 0.4 * i, fault == "a crowded server" ? 0.5 : 0.2);
        }

        for (int i = 0; i < (fault == "a miser" ? 20 : 28); i++)
        {
            _ = crowded.Answer("heavy", 100 + i, 0.1 * i, 2);
            _ = limited.Answer("heavy", 100 + i, i < 12 || fault == "a burst" ? 0 : 0.25 * (i - 11), 0.5);
        }

        limited.Refuse("heavy", 0, fault == "impatience" ? 0.9 : 1.5);
        if (fault == "a refused light tenant") limited.Refuse("light", 0, 1.5);
        Run storm = Storm(fault);
        long first = storm.FirstTokens;
        return
        [
            .. new[] { one, sixteen, uncached, cached, alone, crowded, limited, storm }.SelectMany(run => run.Observations()),
            new TextObservation("metrics 0",
                string.Create(CultureInfo.InvariantCulture,
                    $"# TYPE gen_ai_server_time_to_first_token histogram\ngen_ai_server_time_to_first_token_bucket{{le=\"0.05\"}} 0\ngen_ai_server_time_to_first_token_bucket{{le=\"0.25\"}} {first}\ngen_ai_server_time_to_first_token_bucket{{le=\"+Inf\"}} {first}\n")),
        ];
    }

    private static Run Storm(string? fault)
    {
        Run storm = new("fault storm");
        for (int i = 0; i < StormCalls; i++)
        {
            int minute = i * SecondsApart / 60;
            double at = (i * SecondsApart) + 0.5;
            bool isStorm = minute >= (fault == "an early storm" ? 97 : 100) && minute < (fault == "a long storm" ? 118 : 115);
            if (i == 330 && fault != "no blip") storm.Fail(at, isSaved: fault != "no second attempt");
            else if (fault == "a breaker in the calm" && i == 100) storm.Open(at);
            else if (fault == "a fault in the calm" && i == 100) storm.Fail(at, isSaved: true);
            else if (!isStorm || (fault == "a lull" && minute is >= 105 and < 112)) _ = storm.Answer("north", i, at, 0.3);
            else if (i % 3 == 0 || fault == "no breaker") storm.Fail(at, isSaved: false);
            else storm.Open(at);
        }

        return storm;
    }

    private sealed class Run(string name)
    {
        private readonly List<string> _calls = [], _spans = [];

        public long FirstTokens { get; private set; }

        public string Answer(string tenant, int question, double at, double seconds, string cache = "off", int tokens = 2,
            bool isError = false)
        {
            string trace = Call(tenant, question, at, seconds, 1, isError ? "server_error" : "answered");
            Attempt(trace, tenant, 1, at, seconds, isError ? 500 : 200, cache, isError ? 0 : tokens);
            return trace;
        }

        public void Step(string trace, int links) =>
            _spans.Add($"{_spans.Count + 1:x32}\t-\tstep\ti\t0\t1000\t-\t\t{string.Join(',', Enumerable.Repeat(trace, links))}");

        public void Refuse(string tenant, double at, double again)
        {
            string trace = Call(tenant, 500, at, again, 2, "rate_limited");
            Attempt(trace, tenant, 1, at, 0, 429, "", 0);
            Attempt(trace, tenant, 2, at + again, 0, 429, "", 0);
        }

        /// <summary>Fails a call at once; another attempt a second later may save it.</summary>
        public void Fail(double at, bool isSaved)
        {
            string trace = Call("north", 0, at, isSaved ? 1.3 : 0, isSaved ? 2 : 1, isSaved ? "answered" : "server_error");
            Attempt(trace, "north", 1, at, 0, 500, "", 0);
            if (isSaved) Attempt(trace, "north", 2, at + 1, 0.3, 200, "off", 2);
        }

        public void Open(double at) => Call("north", 0, at, 0, 0, "breaker_open");

        public IEnumerable<Observation> Observations() => Chunks("calls", _calls).Concat(Chunks("spans", _spans));

        private string Call(string tenant, int question, double at, double seconds, int attempts, string outcome)
        {
            string trace = string.Create(CultureInfo.InvariantCulture, $"{_calls.Count + 1:x16}00000000000000ff");
            _calls.Add(string.Create(CultureInfo.InvariantCulture,
                $"{name},{_calls.Count},{tenant},{question},no,no,{at:F7},{seconds:F7},{attempts},{outcome},{(outcome == "answered" ? "right" : "none")},{trace}"));
            return trace;
        }

        private void Attempt(string trace, string tenant, int number, double at, double seconds, int status, string cache, int tokens)
        {
            long start = Ticks(at), duration = Ticks(seconds);
            string error = status == 200 ? "" : status == 429
                ? ";error.type=rate_limit_exceeded;course.retry_after=1"
                : ";error.type=internal_error";
            string hit = cache.Length == 0 ? "" : $";course.cache={cache}", mark = status == 200 ? "-" : "e";
            _spans.Add(string.Create(CultureInfo.InvariantCulture,
                $"{trace}\tcccccccc{_calls.Count - 1:x6}{number:x2}\tPOST /v1/chat/completions\ts\t{start}\t{duration}\t{mark}\tcourse.tenant={tenant}{hit};http.response.status_code={status};gen_ai.usage.output_tokens={tokens}{error}\t"));
            string root = _spans.Count.ToString("x16", CultureInfo.InvariantCulture);
            void Part(string part, long from, long to) =>
                _spans.Add(
                    string.Create(CultureInfo.InvariantCulture, $"{trace}\t{root}\t{part}\ti\t{start + from}\t{to - from}\t{mark}\t\t"));
            if (status != 200)
            {
                Part("queue", 0, duration);
                return;
            }

            long prefill = tokens == 0 ? duration : Ticks(0.05), decode = tokens == 0 ? duration : Ticks(0.1);
            Part("queue", 0, prefill);
            Part("prefill", prefill, decode);
            if (tokens == 0) return;
            Part("decode", decode, duration);
            FirstTokens++;
        }

        private IEnumerable<Observation> Chunks(string what, List<string> lines) => lines.Chunk(15).Select((some, i) =>
            new TextObservation(string.Create(CultureInfo.InvariantCulture, $"{name}: {what} {i}"),
                new StringBuilder().AppendJoin('\n', some).Append('\n').ToString()));

        private static long Ticks(double seconds) => (long)Math.Round(seconds * TimeSpan.TicksPerSecond);
    }
}
