using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.M10;

[Trait("Exercise", "M10.E6")]
public sealed class FallbackModelTests
{
    private static readonly ChatTurn[] Turns = [new(ChatRole.User, "Hello?")];

    [Fact(DisplayName = "M10.E6 The second model replies where the first is overloaded")]
    public async Task CompleteAsync_Overloaded_AsksTheSecond()
    {
        FallbackModel model = new(new FakeModel((_, _) => throw new ApiFailure(503)), new FakeModel((_, _) => "from the second"));
        Assert.Equal("from the second", (await model.CompleteAsync(Turns)).Text);
        Assert.Equal("from the second", string.Concat(await model.StreamAsync(Turns).Select(part => part.Text).ToListAsync()));
    }

    [Fact(DisplayName = "M10.E6 A request that is wrong is not asked twice")]
    public async Task CompleteAsync_BadRequest_Fails()
    {
        FakeModel second = new((_, _) => "from the second");
        FallbackModel model = new(new FakeModel((_, _) => throw new ApiFailure(400)), second);
        _ = await Assert.ThrowsAsync<ApiFailure>(() => model.CompleteAsync(Turns));
        Assert.Empty(second.Requests);
    }
}
