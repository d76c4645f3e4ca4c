using System.Globalization;
using LLMCourse.Classes.PeerReviews;
using LLMCourse.Grading.Course;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.PeerReview;

public sealed class CollectedReviewsTests : IDisposable
{
    private readonly ReviewClass _class = new();

    public void Dispose() => _class.Dispose();

    [Fact]
    public void Read_AsHandedOut_IsMissingWithoutAFault()
    {
        ReviewKey key = _class.Assign();

        CollectedReviews collected = _class.Collect(key);

        Assert.Empty(collected.Faults);
        Assert.Equal(key.Reviews, collected.Missing);
    }

    [Fact]
    public void Read_OneBadSheet_TakesTheOthers()
    {
        ReviewKey key = _class.Assign();
        foreach (AssignedReview review in key.Reviews) _class.Fill(review, 3, 2);
        _class.Fill(key.Reviews[0], 3, 9);

        CollectedReviews collected = _class.Collect(key);

        Assert.Equal(20, collected.Sheets.Count);
        Assert.Equal([key.Reviews[0].Code], collected.Faulty);
        Assert.Empty(collected.Missing);
        Assert.Equal("the score of limits is 9; the scale goes from 1 to 3.", Assert.Single(collected.Faults).What);
    }

    [Fact]
    public Task Read_WhatPeopleHandIn_IsToldFileByFile()
    {
        ReviewKey key = _class.Assign();
        string home = _class.Folder + "-returned", good = Sheet(0, 3);
        Put("a/sheet.md", good);
        Put("b/again (1).md", good);
        Put("c/sheet.md", Sheet(1, 3));
        Put("c/sheet final.md", Sheet(1, 4));
        Put("d/sheet.md", SheetText.Write(key.Reviews[2].Code, ReviewClass.Rubric));
        Put("d/done.txt", Sheet(2, 1));
        Put("e/sheet.md", Sheet(3, 2).Replace(key.Reviews[3].Code, "bbbbbbbbbb", StringComparison.Ordinal));
        Put("f/sheet.docx", "PK");
        Put("g/sheet.md", "I did it on paper.");
        Put("h/sheet.md", "\0\0");
        Put("h/submission/report.md", "Review: this is no sheet");
        Put("i/notes.md", "Nothing to see.");

        CollectedReviews collected = CollectedReviews.Read(home, key, CancellationToken.None);

        Assert.Equal([key.Reviews[0].Code, key.Reviews[2].Code], collected.Sheets.Keys.Order(StringComparer.Ordinal)
            .Intersect(key.Reviews.Select(r => r.Code)).OrderBy(c => c == key.Reviews[0].Code ? 0 : 1));
        Assert.Equal([key.Reviews[1].Code], collected.Faulty);
        string told =
            string.Join('\n', collected.Faults.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.File}:{f.Line}: {f.What}")));
        return Verifier.Verify(told.Replace(key.Reviews[1].Code, "CODE1", StringComparison.Ordinal));

        string Sheet(int review, int score) =>
            ReviewClass.Filled(SheetText.Write(key.Reviews[review].Code, ReviewClass.Rubric), ReviewClass.Reason, score, 2);

        void Put(string name, string text)
        {
            string path = Path.Combine(home, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
    }

    [Fact]
    public void Load_KeyThatIsNone_IsRefused()
    {
        string file = Path.Combine(Path.GetDirectoryName(_class.GradebookFile)!, "key.json");
        Assert.StartsWith("There is no key", Assert.Throws<CourseException>(() => ReviewKey.Load(file)).Message, StringComparison.Ordinal);
        foreach (string text in (string[])["", "[]", "{}", "null", "{\"version\": 9}", "{\"who\": 1}"])
        {
            File.WriteAllText(file, text);
            Assert.Contains("is no key", Assert.Throws<CourseException>(() => ReviewKey.Load(file)).Message, StringComparison.Ordinal);
        }
    }
}
