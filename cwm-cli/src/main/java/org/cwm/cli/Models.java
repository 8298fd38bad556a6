package org.cwm.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.cwm.data.DataSource;
import org.cwm.fit.FittedModel;
import org.cwm.io.ModelFile;
import org.cwm.io.ModelFileException;

/** Reads and writes model files and says in one line what went wrong. */
final class Models {

    private Models() {}

    static FittedModel read(String argument) {
        Path file = DataSource.path(argument);
        try {
            if (Files.isDirectory(file)) {
                throw Problem.unusable(file + ": is a folder, not a model file");
            }
            return ModelFile.read(file);
        } catch (ModelFileException e) {
            throw Problem.unusable(String.valueOf(e.getMessage()), e);
        } catch (NoSuchFileException e) {
            throw Problem.unusable(file + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw Problem.unusable(file + ": permission denied", e);
        } catch (IOException e) {
            throw Problem.unusable(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    static void write(FittedModel model, Path file) {
        try {
            ModelFile.write(model, file);
        } catch (IOException e) {
            throw Problem.unusable(file + ": can't be written: " + e.getMessage(), e);
        }
    }
}
