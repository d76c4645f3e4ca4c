using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M11;

/// <summary>Searches for likely translations of many sentences at once.</summary>
public static class BeamTranslator
{
    /// <summary>Computes the length penalty ((5 + length)/6)^α.</summary>
    /// <param name="length">The number of words, the end among them, at least 1.</param>
    /// <param name="alpha">α, finite and at least 0.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    /// <remarks>Wu et al. 2016, §7, eq. 14 (<see href="https://arxiv.org/abs/1609.08144"/>), without the coverage penalty.</remarks>
    [Exercise("M11.E3", Title = "Translator", Weight = 4)]
    public static double LengthPenalty(int length, double alpha)
    {
        // TODO M11.E3: the formula.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        if (!(alpha >= 0 && double.IsFinite(alpha)))
            throw new ArgumentException($"alpha is {alpha}; it must be finite and at least 0.", nameof(alpha));
        return Math.Pow((5 + length) / 6.0, alpha);
        #endregion
    }

    /// <summary>Finds the best translation of each sentence.</summary>
    /// <param name="next">Gives log-probabilities of the next word, floating point <c>[N, K]</c>, for prefixes, int64 <c>[N, t]</c>, each beginning with
    /// <see cref="WordVocabulary.Begin"/>, of the sentences whose indices it gets: N of them, ascending; those of one sentence are in the order of their rank. A word of
    /// −∞ is never taken; each row has at least one other.</param>
    /// <param name="sentences">How many sentences there are, at least 0.</param>
    /// <param name="options">How wide and long.</param>
    /// <returns>For each sentence the finished hypothesis with the greatest score; of equal ones the one found first. Where none is finished, the unfinished one
    /// with the greatest score.</returns>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    /// <remarks>
    /// In each step the hypotheses of a sentence that go on give way to their Width most likely continuations, of all of them together; equal ones rank by their parent's rank, then by id.
    /// Continuations that end with <see cref="WordVocabulary.End"/> are finished, the others go on. A sentence is done when none goes on, when they have MaxLength words, or when no
    /// continuation can have a greater score than the best finished one: a log-probability only falls, and the penalty is greatest at MaxLength. Sentences
    /// that are done are not asked about any more.
    /// </remarks>
    [Exercise("M11.E3", Title = "Translator", Weight = 4)]
    public static IReadOnlyList<BeamHypothesis> Search(Func<Tensor, IReadOnlyList<int>, Tensor> next, int sentences, BeamOptions options)
    {
        // TODO M11.E3: ask once a step for all that go on, keep the best continuations of each sentence, and stop as early as the bound allows.
        #region Solution
        ArgumentNullException.ThrowIfNull(next);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(sentences);
        if (options.Width < 1 || options.MaxLength < 1)
            throw new ArgumentException($"Width and MaxLength must be at least 1, but they are {options.Width} and {options.MaxLength}.", nameof(options));
        double greatest = LengthPenalty(options.MaxLength, options.Alpha);
        Beam[] beams = [.. Enumerable.Range(0, sentences).Select(_ => new Beam())];
        using IDisposable quiet = no_grad();
        for (int length = 1; length <= options.MaxLength; length++)
        {
            int[] active = [.. Enumerable.Range(0, sentences).Where(i => beams[i].GoesOn(greatest))];
            if (active.Length == 0)
                break;
            using DisposeScope scope = NewDisposeScope();
            int[] rows = [.. active.SelectMany(i => beams[i].Going.Select(_ => i))];
            long[] prefixes = [.. active.SelectMany(i => beams[i].Going).SelectMany(hypothesis => hypothesis.Tokens.Prepend(WordVocabulary.Begin)).Select(id => (long)id)];
            Tensor answer = next(tensor(prefixes, [rows.Length, length]), rows);
            double[] all = answer.to(ScalarType.Float64).contiguous().flatten().data<double>().ToArray();
            int words = all.Length / rows.Length, first = 0;
            foreach (int i in active)
            {
                int count = beams[i].Going.Count;
                beams[i].Extend(all.AsSpan(first * words, count * words), words, options.Width, LengthPenalty(length, options.Alpha));
                first += count;
            }
        }

        return [.. beams.Select(beam => beam.Best ?? beam.Going.MaxBy(hypothesis => hypothesis.Score)!)];
        #endregion
    }

    #region Solution
    private sealed class Beam
    {
        public List<BeamHypothesis> Going { get; private set; } = [new([], 0, 0, IsFinished: false)];

        public BeamHypothesis? Best { get; private set; }

        public bool GoesOn(double greatestPenalty) =>
            Going.Count > 0 && (Best is null || Going.Max(hypothesis => hypothesis.LogProbability) / greatestPenalty > Best.Score);

        public void Extend(ReadOnlySpan<double> logProbs, int words, int width, double penalty)
        {
            // The best are kept in order while all candidates are passed once, in the order that equal ones rank in.
            List<(double LogProbability, int Parent, int Id)> kept = [];
            for (int i = 0; i < logProbs.Length; i++)
            {
                double sum = Going[i / words].LogProbability + logProbs[i];
                if (double.IsNegativeInfinity(sum) || (kept.Count == width && sum <= kept[^1].LogProbability))
                    continue;
                int place = kept.Count;
                while (place > 0 && kept[place - 1].LogProbability < sum)
                    place--;
                if (kept.Count == width)
                    kept.RemoveAt(width - 1);
                kept.Insert(place, (sum, i / words, i % words));
            }

            List<BeamHypothesis> going = [];
            foreach ((double sum, int parent, int id) in kept)
            {
                if (id != WordVocabulary.End)
                    going.Add(new BeamHypothesis([.. Going[parent].Tokens, id], sum, sum / penalty, IsFinished: false));
                else if (Best is null || sum / penalty > Best.Score)
                    Best = new BeamHypothesis(Going[parent].Tokens, sum, sum / penalty, IsFinished: true);
            }

            Going = going;
        }
    }
    #endregion
}
