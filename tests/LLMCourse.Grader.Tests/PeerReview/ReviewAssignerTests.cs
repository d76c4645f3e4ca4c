using LLMCourse.Classes.PeerReviews;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.PeerReview;

public sealed class ReviewAssignerTests
{
    private static readonly Func<int, int, bool> Nobody = (_, _) => false;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Assign_ClassesOf2To60_EverybodyGetsAndDoesEquallyMany(int reviews)
    {
        for (int n = reviews + 1; n <= 60; n++)
        {
            for (int seed = 0; seed < 4; seed++)
            {
                IReadOnlyList<IReadOnlyList<int>> of = Assign(n, reviews, Nobody, seed);

                AssertFair(of, n, reviews, Nobody, slack: 0);
            }
        }
    }

    [Fact]
    public void Assign_ThreeReviews_NobodyMeetsTwiceOrMutually()
    {
        foreach (int n in (int[])[7, .. Enumerable.Range(9, 52)])
        {
            IReadOnlyList<IReadOnlyList<int>> of = Assign(n, 3, Nobody, n);

            var pairs = of.SelectMany(r => r.SelectMany(a => r.Where(b => a < b).Select(b => (a, b)))).ToList();
            Assert.Equal(pairs.Count, pairs.Distinct().Count());
            Assert.DoesNotContain(true, of.SelectMany((r, s) => r.Select(a => of[a].Contains(s))));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Assign_TeamsExcluded_NobodyReviewsTheirTeam(int team)
    {
        for (int n = 3 * team; n <= 60; n++)
        {
            for (int seed = 0; seed < 3; seed++)
            {
                bool Excluded(int r, int s) => r / team == s / team;

                AssertFair(Assign(n, 3, Excluded, seed), n, 3, Excluded, slack: 1);
            }
        }
    }

    [Fact]
    public void Assign_RandomExclusions_AreKeptOrRefused()
    {
        int refused = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            int n = 5 + (seed % 20);
            HashSet<(int, int)> pairs = [.. Enumerable.Range(0, n).Select(_ => (random.Next(n), random.Next(n)))];
            bool Excluded(int r, int s) => pairs.Contains((r, s)) || pairs.Contains((s, r));
            try
            {
                AssertFair(Assign(n, 3, Excluded, seed), n, 3, Excluded, slack: 1);
            }
            catch (CourseException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 0, 20);
    }

    [Fact]
    public void Assign_SameKey_IsTheSame()
    {
        Assert.Equal(Assign(20, 3, Nobody, 1), Assign(20, 3, Nobody, 1));
        Assert.NotEqual(Assign(20, 3, Nobody, 1), Assign(20, 3, Nobody, 2));
    }

    [Fact]
    public void Assign_FromManyKeys_MeetsEverybody()
    {
        const int Class = 5, Keys = 2000;
        int[] met = new int[Class];
        for (int seed = 0; seed < Keys; seed++) met[Assign(Class, 1, Nobody, seed)[0][0]]++;

        // Each of four others with 1/4: 500 ± 5 standard deviations of 19.4.
        Assert.All(met[1..], m => Assert.InRange(m, 403, 597));
    }

    [Fact]
    public void Assign_TooFewStudents_SaysHowManyItTakes()
    {
        var e = Assert.Throws<CourseException>(() => Assign(3, 3, Nobody, 1));

        Assert.Equal("3 reviews of each submission need at least 4 students who handed in; there are 3. Give --reviews 2.", e.Message);
    }

    [Fact]
    public void Assign_ExcludedFromTooMany_NamesTheSubmission()
    {
        var e = Assert.Throws<CourseException>(() => Assign(6, 3, (r, s) => s == 2 && r != 0 && r != 1, 1));

        Assert.Equal("3 reviews of s02's submission are impossible: of 5 others only 2 may review it. Take pairs out of --not, or give fewer --reviews.", e.Message);
    }

    [Fact]
    public void Assign_ExcludedFromEverything_NamesTheReviewer()
    {
        var e = Assert.Throws<CourseException>(() => Assign(8, 3, (r, s) => r == 4, 1));

        Assert.StartsWith("The excluded pairs leave s04 0 reviews to do, where everybody has about 3.", e.Message,
            StringComparison.Ordinal);
    }

    private static IReadOnlyList<IReadOnlyList<int>> Assign(int n, int reviews, Func<int, int, bool> excluded, int seed) =>
        ReviewAssigner.Assign([.. Enumerable.Range(0, n).Select(i => $"s{i:00}")], reviews, excluded,
            new KeyedStream(BitConverter.GetBytes(seed)));

    private static void AssertFair(IReadOnlyList<IReadOnlyList<int>> of, int n, int reviews, Func<int, int, bool> excluded, int slack)
    {
        Assert.Equal(n, of.Count);
        for (int s = 0; s < n; s++)
        {
            Assert.Equal(reviews, of[s].Distinct().Count());
            Assert.Equal(reviews, of[s].Count);
            Assert.DoesNotContain(of[s], r => r == s || excluded(r, s));
        }

        Assert.All(Enumerable.Range(0, n), r => Assert.InRange(of.Count(o => o.Contains(r)), reviews - slack, reviews + slack));
    }
}
