using System.Reflection;
using System.Runtime.Loader;

namespace LLMCourse.Checks.Tests;

public sealed class ExceptionNameTests
{
    public class NoSuchModelException : InvalidOperationException;

    public class NoSuchVersionException : NoSuchModelException;

    public class OwnException : Exception;

    public class OwnerException : OwnException;

    // A student who names the case in a class of his own lost the check: "expected InvalidOperationException".
    [Theory]
    [InlineData(typeof(NoSuchModelException), nameof(InvalidOperationException))]
    [InlineData(typeof(NoSuchVersionException), nameof(InvalidOperationException))]
    [InlineData(typeof(OwnException), nameof(OwnException))]
    [InlineData(typeof(OwnerException), nameof(OwnerException))]
    public void Of_AClassOfTheSubmissionsOwn_IsWhatItDerivesFrom(Type own, string name)
    {
        Assembly submission = new AssemblyLoadContext("submission").LoadFromAssemblyPath(typeof(ExceptionNameTests).Assembly.Location);
        var thrown = (Exception)Activator.CreateInstance(submission.GetType(own.FullName!, throwOnError: true)!)!;

        Assert.NotSame(own, thrown.GetType());
        Assert.Equal(name, ExceptionName.Of(thrown));
    }

    [Fact]
    public void Of_AnExceptionOfNet_IsItself() =>
        Assert.Equal(nameof(ArgumentNullException), ExceptionName.Of(new ArgumentNullException()));
}
