namespace LLMCourse.M12;

[Trait("Exercise", "M12.E3")]
public sealed class NetPredictorTests
{
    [Fact(DisplayName = "M12.E3 Worked by hand: twice 3 is 6")]
    public void Train_OfThree_IsSix() => Assert.Equal(6, NetPredictor.Train(3));
}
