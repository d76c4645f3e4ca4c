using System.Globalization;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.PeerReviews;

/// <summary>Decides who reviews whose work.</summary>
/// <remarks>
/// <para>Everybody stands in a circle in a random order, and a submission is reviewed by those who stand so many places further, the same
/// places for all: everybody gets and does equally many. If the differences of the places are all different modulo n (a Golomb ruler on a
/// circle), no two people meet over two submissions, and if no two of them add up to n, no two review each other.</para>
/// <para>Where a pair is excluded, others take over; then loads are evened out along paths until none helps, which leaves them as even as
/// can be: Harvey, Ladner, Lovász and Tamir 2006, "Semi-matchings for bipartite graphs and load balancing", §3.</para>
/// </remarks>
internal sealed class ReviewAssigner
{
    private const int OffsetTries = 400, SwapsPerReview = 400;

    private readonly IReadOnlyList<string> _names;
    private readonly int _reviews;
    private readonly Func<int, int, bool> _excluded;
    private readonly KeyedStream _random;

    private ReviewAssigner(IReadOnlyList<string> names, int reviews, Func<int, int, bool> excluded, KeyedStream random)
    {
        _names = names;
        _reviews = reviews;
        _excluded = excluded;
        _random = random;
    }

    /// <summary>Assigns reviewers.</summary>
    /// <param name="names">The students, for messages; each has handed in and reviews.</param>
    /// <param name="reviews">How many reviews each submission gets.</param>
    /// <param name="excluded">Whether a reviewer may not see a submission, by index; nobody sees their own anyway.</param>
    /// <param name="random">Decides between what is equally good.</param>
    /// <returns>The reviewers of each submission, in a random order.</returns>
    /// <exception cref="CourseException">It cannot be done; the message says why.</exception>
    public static IReadOnlyList<IReadOnlyList<int>> Assign(IReadOnlyList<string> names, int reviews, Func<int, int, bool> excluded,
        KeyedStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(reviews);
        if (names.Count <= reviews)
            throw new CourseException(
                Line($"{reviews} reviews of each submission need at least {reviews + 1} students who handed in; there {(names.Count == 1 ? "is 1" : $"are {names.Count}")}.{(names.Count > 2 ? Line($" Give --reviews {names.Count - 1}.") : "")}"));
        List<int>[] reviewers = new ReviewAssigner(names, reviews, excluded, random).Assign();
        foreach (List<int> of in reviewers) random.Shuffle(of);
        return reviewers;
    }

    private List<int>[] Assign()
    {
        int n = _names.Count;
        List<int>[] reviewers = Circle();
        bool isCircle = Enumerable.Range(0, n).All(s => reviewers[s].All(r => May(r, s)));
        if (!isCircle)
        {
            Replace(reviewers);
            EvenOut(reviewers);
        }

        var meetings = new Meetings(reviewers);
        for (int left = SwapsPerReview * n * _reviews; left > 0 && meetings.Cost > 0; left--) TrySwap(reviewers, meetings);
        return reviewers;
    }

    private List<int>[] Circle()
    {
        int n = _names.Count;
        List<int> order = [.. Enumerable.Range(0, n)];
        _random.Shuffle(order);
        int[] best = [];
        int cost = int.MaxValue;
        List<int> places = [.. Enumerable.Range(1, n - 1)];
        for (int i = 0; i < OffsetTries && cost > 0; i++)
        {
            _random.Shuffle(places);
            int[] offsets = [.. places.Take(_reviews)];
            int repeated = CostOf(offsets, n);
            if (repeated < cost) (best, cost) = (offsets, repeated);
        }

        List<int>[] reviewers = new List<int>[n];
        for (int i = 0; i < n; i++) reviewers[order[i]] = [.. best.Select(d => order[(i + d) % n])];
        return reviewers;
    }

    // How many differences are repeated, and how many sums close a circle of two.
    private static int CostOf(int[] offsets, int n)
    {
        List<int> differences = [.. offsets.SelectMany(a => offsets.Where(b => b != a).Select(b => (a - b + n) % n))];
        int closed = offsets.Sum(a => offsets.Count(b => (a + b) % n == 0));
        return (2 * (differences.Count - differences.Distinct().Count())) + closed;
    }

    // Puts in the place of whoever may not those who may and have least to do.
    private void Replace(List<int>[] reviewers)
    {
        int n = _names.Count;
        int[] load = new int[n];
        for (int s = 0; s < n; s++)
        {
            reviewers[s].RemoveAll(r => !May(r, s));
            foreach (int r in reviewers[s]) load[r]++;
        }

        for (int s = 0; s < n; s++)
        {
            int allowed = Enumerable.Range(0, n).Count(r => May(r, s));
            if (allowed < _reviews)
                throw new CourseException(
                    Line($"{_reviews} reviews of {_names[s]}'s submission are impossible: of {n - 1} others only {allowed} may review it. Take pairs out of --not, or give fewer --reviews."));
            while (reviewers[s].Count < _reviews)
            {
                List<int> candidates = [.. Enumerable.Range(0, n).Where(r => May(r, s) && !reviewers[s].Contains(r))];
                int least = candidates.Min(r => load[r]);
                candidates.RemoveAll(r => load[r] > least);
                int chosen = candidates[_random.Below(candidates.Count)];
                reviewers[s].Add(chosen);
                load[chosen]++;
            }
        }
    }

    private void EvenOut(List<int>[] reviewers)
    {
        int n = _names.Count;
        int[] load = new int[n];
        foreach (int r in reviewers.SelectMany(r => r)) load[r]++;
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (int from in Enumerable.Range(0, n).OrderByDescending(r => load[r]).ThenBy(r => r))
            {
                if (!TryHandOver(reviewers, load, from)) continue;
                changed = true;
                break;
            }
        }

        int most = load.Max(), fewest = load.Min();
        if (most <= _reviews + 1 && fewest >= _reviews - 1) return;
        bool tooMany = most > _reviews + 1;
        int who = Array.IndexOf(load, tooMany ? most : fewest);
        throw new CourseException(
            Line($"The excluded pairs leave {_names[who]} {load[who]} reviews to do, where everybody has about {_reviews}. Take pairs out of --not, or give other --reviews."));
    }

    // Hands a review from one person to the next until it reaches somebody who has at least two fewer to do than the first.
    private bool TryHandOver(List<int>[] reviewers, int[] load, int from)
    {
        int n = _names.Count;
        var before = new (int Reviewer, int Submission)?[n];
        Queue<int> reached = new([from]);
        while (reached.TryDequeue(out int r))
        {
            if (load[r] <= load[from] - 2)
            {
                for (int at = r; at != from;)
                {
                    (int giver, int submission) = before[at]!.Value;
                    reviewers[submission].Remove(giver);
                    reviewers[submission].Add(at);
                    at = giver;
                }

                load[from]--;
                load[r]++;
                return true;
            }

            for (int s = 0; s < n; s++)
            {
                if (!reviewers[s].Contains(r)) continue;
                for (int next = 0; next < n; next++)
                {
                    if (next == from || before[next] is not null || !May(next, s) || reviewers[s].Contains(next)) continue;
                    before[next] = (r, s);
                    reached.Enqueue(next);
                }
            }
        }

        return false;
    }

    // Two reviews change hands, so that everybody does as many as before; it stays if people meet less often.
    private void TrySwap(List<int>[] reviewers, Meetings meetings)
    {
        int s = _random.Below(reviewers.Length), t = _random.Below(reviewers.Length);
        int a = reviewers[s][_random.Below(_reviews)], b = reviewers[t][_random.Below(_reviews)];
        if (s == t || a == b || !May(a, t) || !May(b, s) || reviewers[t].Contains(a) || reviewers[s].Contains(b)) return;
        int cost = meetings.Cost;
        Exchange(a, b);
        if (meetings.Cost > cost) Exchange(b, a);

        void Exchange(int ofS, int ofT)
        {
            meetings.Leave(s, ofS);
            meetings.Leave(t, ofT);
            meetings.Enter(s, ofT);
            meetings.Enter(t, ofS);
        }
    }

    private bool May(int reviewer, int submission) => reviewer != submission && !_excluded(reviewer, submission);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
