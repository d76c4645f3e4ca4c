namespace LLMCourse.M12;

/// <summary>Your own project card.</summary>
public static class MyCard
{
    /// <summary>Gets the text of a card for a project on <see cref="SampleSources.All"/>, with at most 3,900 characters.</summary>
    /// <remarks>It can be read, has the hashes and numbers of rows of at least two of the sources, none whose licence is refused, a margin above 0, and splits <c>train</c> and <c>test</c>, perhaps beside others.</remarks>
    [Exercise("M12.E1", Title = "Problem card", Weight = 2)]
    public static string Text
    {
        get
        {
            // TODO M12.E1: write the card. A public test tells you the hashes.
            #region Solution
            return """
                task: topic
                metric: macro-f1
                baseline: naive Bayes on single words
                margin: 5.0
                budget-flop: 2000000000000
                budget-seconds: 60
                seed: 7
                splits:
                - train 0.80
                - validation 0.10
                - test 0.10
                source: town-hall
                - licence: CC0-1.0
                - sha256: a7be9e74e4e3432ef3210f421fe1c78adf7b0883148dc01e16cbeddbd779d80d
                - rows: 300
                source: school
                - licence: CC-BY-4.0
                - sha256: 7af8d36e1f0dd503ff8aded534a2290c447460aae922f9cfa08f4d08024d0eb2
                - rows: 300
                source: club
                - licence: CC-BY-SA-4.0
                - sha256: a3c73b79cb3d3d422da283911fbee603428151a788d85de7f662f7a26aa8efd6
                - rows: 300
                intended-use:
                - Sorting the public notices of a town into topics, where somebody sees them before they go out.
                out-of-scope:
                - Deciding which notices are published.
                - Letters of single people; nothing of theirs is in the data.

                """;
            #endregion
        }
    }
}
