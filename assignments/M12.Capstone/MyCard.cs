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
            throw new NotImplementedException("M12.E1: write the card. A public test tells you the hashes.");
        }
    }
}
