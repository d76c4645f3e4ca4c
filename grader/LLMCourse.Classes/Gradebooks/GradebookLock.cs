namespace LLMCourse.Classes.Gradebooks;

/// <summary>Keeps a second grader from writing to the same gradebook. The system lets go of it
/// when the process ends, however it ends.</summary>
internal sealed class GradebookLock : IDisposable
{
    private readonly FileStream _file;

    private GradebookLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or says who has it.</summary>
    /// <exception cref="GradebookException">Another process has it.</exception>
    public static GradebookLock Take(string gradebook)
    {
        string path = gradebook + ".lock";
        try
        {
            return new GradebookLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (DirectoryNotFoundException e)
        {
            throw new GradebookException($"The folder of {gradebook} does not exist. Create it first.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new GradebookException($"{gradebook} cannot be written to. Check the rights of the file and of its folder.", e);
        }
        catch (IOException e)
        {
            throw new GradebookException(
                $"Another grader is working on {gradebook}. Wait until it is done; two would grade everything twice.", e);
        }
    }

    // The file stays: deleting it would let a third process lock a new file of that name while a second waits for the old one.
    public void Dispose() => _file.Dispose();
}
