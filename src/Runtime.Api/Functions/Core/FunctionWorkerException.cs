namespace Microsoft.Azure.Functions.Worker;

/// <summary>The worker could not do what the app asks for.</summary>
public class FunctionWorkerException : Exception
{
    /// <summary>With a message.</summary>
    public FunctionWorkerException(string? message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public FunctionWorkerException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>A value could not be turned into the type of a parameter.</summary>
public class FunctionInputConverterException : FunctionWorkerException
{
    /// <summary>With a message.</summary>
    public FunctionInputConverterException(string? message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public FunctionInputConverterException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
