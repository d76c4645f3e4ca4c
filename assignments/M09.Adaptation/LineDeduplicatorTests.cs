namespace LLMCourse.M09;

[Trait("Exercise", "M09.E8")]
public sealed class LineDeduplicatorTests
{
    private static readonly string[] Pages = ["Home | About\nFirst story.\n\nShare this page", "Home | About\r\nSecond story.\r\n\r\nShare this page\r\n"];

    [Fact(DisplayName = "M09.E8 Lines that come with every page go, blank ones stay")]
    public void Run_TwoPages_RemovesMenus() => Assert.Equal(["First story.\n\n", "Second story.\r\n\r\n"], LineDeduplicator.Run(Pages));

    [Fact(DisplayName = "M09.E8 The first of them may stay")]
    public void Run_KeepingTheFirst_LeavesTheFirstPage() => Assert.Equal([Pages[0], "Second story.\r\n\r\n"], LineDeduplicator.Run(Pages, keepFirst: true));
}
