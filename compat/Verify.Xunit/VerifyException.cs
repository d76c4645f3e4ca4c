namespace VerifyTests;

public class VerifyException : Exception
{
    internal VerifyException(string message)
        : base(message)
    {
    }
}
