package org.guidedpolicy.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What went wrong, in words for a user. */
final class Problems {
  private Problems() {}

  static String message(Exception e) {
    if (e instanceof FileSystemException problem) {
      return file(problem);
    }
    if (e instanceof IOException && e.getMessage() == null) {
      return e.toString();
    }
    boolean positional =
        e instanceof ParameterException wrong
            && wrong.getArgSpec() != null
            && wrong.getArgSpec().isPositional();
    if (positional && e.getCause() instanceof TypeConversionException cause) {
      return String.valueOf(cause.getMessage());
    }
    return String.valueOf(e.getMessage());
  }

  /** The JDK's messages are often the file's name alone. */
  private static String file(FileSystemException e) {
    String file = e.getFile();
    if (file == null || !file.equals(e.getMessage())) {
      return String.valueOf(e.getMessage());
    }
    if (e instanceof NoSuchFileException) {
      return "there is no " + file + ", and it cannot be made";
    }
    if (e instanceof AccessDeniedException) {
      return "no right to use " + file + "; look at its owner and rights";
    }
    if (e instanceof FileAlreadyExistsException) {
      return file + " is there already and is no folder";
    }
    return file + ": " + e.getClass().getSimpleName();
  }

  /** If a required option is missing, but there is one that nobody knows, that is the mistake. */
  static Optional<ParameterException> mistyped(ParameterException e) {
    CommandLine command = e.getCommandLine();
    List<String> unknown = command.getUnmatchedArguments();
    boolean mistyped =
        e instanceof MissingParameterException && unknown.stream().anyMatch(a -> a.startsWith("-"));
    return mistyped
        ? Optional.of(new UnmatchedArgumentException(command, unknown))
        : Optional.empty();
  }
}
