using System.Globalization;

namespace LLMCourse.Classes.PeerReviews;

/// <summary>What came back, submission by submission and reviewer by reviewer.</summary>
internal sealed class ReviewTally
{
    // In points of the scale: where reviewers lie so far apart, or one from the others, an instructor should look.
    private const int WideRange = 2;
    private const double FarOff = 1;

    /// <summary>Counts what came back.</summary>
    public ReviewTally(CollectedReviews collected)
    {
        Rubric = collected.Key.Rubric;
        Submissions =
        [
            .. collected.Key.Reviews.GroupBy(r => r.Student, StringComparer.Ordinal).OrderBy(g => g.Key,
                StringComparer.Ordinal).Select(g => new ReviewedSubmission(
                g.Key, g.Count(), Rubric,
                [.. g.Where(r => collected.Sheets.ContainsKey(r.Code)).OrderBy(r => r.Code, StringComparer.Ordinal)
                    .Select(r => (r, collected.Sheets[r.Code]))])),
        ];
        Agreement = [.. Rubric.Criteria.Select(
            (c, i) => CriterionAgreement.Of(c, [.. Submissions.Where(s => s.Reviews.Count > 0).Select(s => s.ScoresOf(i))]))];
        Reviewers = [.. collected.Key.Reviews.GroupBy(r => r.Reviewer, StringComparer.Ordinal).OrderBy(g => g.Key,
            StringComparer.Ordinal).Select(g => new ReviewerTally(
            g.Key, g.First().Folder, g.Count(), g.Count(r => collected.Sheets.ContainsKey(r.Code)),
            g.Count(r => collected.Faulty.Contains(r.Code)), Deviation(g.Key)))];
    }

    /// <summary>Gets what was asked.</summary>
    public Rubric Rubric { get; }

    /// <summary>Gets the submissions in the order of their students' keys.</summary>
    public IReadOnlyList<ReviewedSubmission> Submissions { get; }

    /// <summary>Gets how far reviewers agree in each criterion.</summary>
    public IReadOnlyList<CriterionAgreement> Agreement { get; }

    /// <summary>Gets the reviewers in the order of their keys.</summary>
    public IReadOnlyList<ReviewerTally> Reviewers { get; }

    /// <summary>Gets what an instructor should look at, a sentence each.</summary>
    public IReadOnlyList<string> WorthALook =>
    [
        .. Submissions.SelectMany(s => Rubric.Criteria.Select((c, i) => (s, c, Scores: s.ScoresOf(i))))
            .Where(x => x.Scores.Count > 1 && x.Scores.Max() - x.Scores.Min() >= WideRange)
            .Select(x => $"{x.s.Student}: reviewers disagree on {x.c.Id}: {string.Join(", ", x.s.Reviews.Select((r, i) => string.Create(CultureInfo.InvariantCulture, $"{x.Scores[i]} ({r.Review.Folder})")))}"),
        .. Reviewers.Where(r => r.Deviation is { } d && Math.Abs(d) >= FarOff).Select(r => string.Create(CultureInfo.InvariantCulture,
            $"{r.Reviewer} ({r.Folder}) gives {Math.Abs(r.Deviation!.Value):0.0} points {(r.Deviation > 0 ? "more" : "fewer")} than the others of the same submissions, in the mean over all criteria")),
    ];

    // How far this reviewer's scores lie above those of the others on the same work; null where nobody else has reviewed it.
    private double? Deviation(string reviewer)
    {
        List<double> deviations = [];
        foreach (ReviewedSubmission submission in Submissions)
        {
            if (submission.Reviews.FirstOrDefault(r => r.Review.Reviewer == reviewer).Sheet is not { } own) continue;
            FilledSheet[] others = [.. submission.Reviews.Select(r => r.Sheet).Where(s => s != own)];
            if (others.Length == 0) continue;
            for (int c = 0; c < Rubric.Criteria.Count; c++) deviations.Add(own.Marks[c].Score - others.Average(o => o.Marks[c].Score));
        }

        return deviations.Count == 0 ? null : deviations.Average();
    }
}

/// <summary>A submission with the reviews that came.</summary>
/// <param name="Student">Whose it is, by key.</param>
/// <param name="Asked">How many reviews were asked for.</param>
/// <param name="Rubric">What was asked.</param>
/// <param name="Reviews">The reviews with their sheets, in the order of their codes, which are random.</param>
internal sealed record ReviewedSubmission(string Student, int Asked, Rubric Rubric,
    IReadOnlyList<(AssignedReview Review, FilledSheet Sheet)> Reviews)
{
    /// <summary>Gets the mean of the criteria's points, each by the median of its scores, as a percentage with
    /// two decimals; null without a review.</summary>
    public decimal? Percent => Reviews.Count == 0 ? null : Math.Round(
        100 * Rubric.Criteria.Select((c, i) => c.Points * (MedianOf(i) - c.Lowest) / (c.Highest - c.Lowest))
            .Sum() / Rubric.Criteria.Sum(c => c.Points), 2, MidpointRounding.AwayFromZero);

    /// <summary>Returns the scores in a criterion, in the order of the reviews.</summary>
    public IReadOnlyList<int> ScoresOf(int criterion) => [.. Reviews.Select(r => r.Sheet.Marks[criterion].Score)];

    /// <summary>Returns the median in a criterion: of three reviewers one alone cannot move it far.</summary>
    public decimal MedianOf(int criterion) => ReviewAgreement.Median(ScoresOf(criterion));
}

/// <summary>What a reviewer has done.</summary>
/// <param name="Reviewer">Who, by key.</param>
/// <param name="Folder">The reviewer's code.</param>
/// <param name="Asked">How many reviews were asked for.</param>
/// <param name="Good">How many came without a fault.</param>
/// <param name="Faulty">How many came with one.</param>
/// <param name="Deviation">How many points of the scale this reviewer gives more than the others, in the mean; null
/// where there are none to compare with.</param>
internal sealed record ReviewerTally(string Reviewer, string Folder, int Asked, int Good, int Faulty, double? Deviation);

/// <summary>How far reviewers agree in a criterion.</summary>
/// <param name="Criterion">The criterion.</param>
/// <param name="Submissions">How many submissions have at least two reviews.</param>
/// <param name="Kappa">Fleiss's κ with quadratic weights.</param>
/// <param name="Interval">Its 95 % interval; null where there is too little for one.</param>
/// <param name="Alpha">Krippendorff's α of ordered scores.</param>
internal sealed record CriterionAgreement(Criterion Criterion, int Submissions, double Kappa,
    (double Low, double High)? Interval, double Alpha)
{
    /// <summary>Computes the agreement of scores.</summary>
    public static CriterionAgreement Of(Criterion criterion, IReadOnlyList<IReadOnlyList<int>> units) => new(
        criterion, units.Count(u => u.Count > 1), ReviewAgreement.WeightedKappa(units),
        ReviewAgreement.Interval(units, ReviewAgreement.WeightedKappa), ReviewAgreement.OrdinalAlpha(units));
}
