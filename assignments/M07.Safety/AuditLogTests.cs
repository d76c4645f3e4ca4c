namespace LLMCourse.M07;

[Trait("Exercise", "M07.E7")]
public sealed class AuditLogTests
{
    [Fact(DisplayName = "M07.E7 Worked by hand: twice 3 is 6")]
    public void Append_OfThree_IsSix() => Assert.Equal(6, AuditLog.Append(3));
}
